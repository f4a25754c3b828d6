import Foundation
import HTTPTypes
import Hummingbird
import LogTesting
import ServerTesting
import Tollgate
import TollgateConfiguration
import TollgateOutbound
import TollgateTesting

@testable import TollgateCLI

/// A whole gateway, with a listener for TLS and one without, in front of an upstream and of a gRPC server.
struct RealClientGateway: Sendable {
    /// Where it listens without TLS.
    let port: Int
    /// Where it listens with TLS, as `localhost` and 127.0.0.1.
    let tlsPort: Int
    /// The PEM file of the authority of its certificate.
    let authority: String
    private let forge: TokenForge

    /// A token for the API and the gRPC server.
    func token(scope: String = "product_payments free_plan", client: String = "client-1") -> String {
        let claims = TokenClaims(client: client, scope: scope, now: Instant.now().unixSeconds)
        return forge.token(payload: claims.with("aud", "\"http://127.0.0.1:\(port)/payment-api\"").json)
    }

    /// Runs `body` with a gateway.
    ///
    /// - Parameters:
    ///   - upstream: The port of the API's upstream.
    ///   - greeter: The port of the gRPC server. Default: one where nobody listens.
    ///   - body: Has clients talk to it.
    /// - Throws: What `body` throws, and what starting the gateway throws.
    static func run(
        upstream: Int, greeter: Int? = nil, _ body: @escaping @Sendable (RealClientGateway) async throws -> Void
    ) async throws {
        let forge = try TokenForge.shared.get()
        let folder = try TemporaryFolder()
        try TokenForge.keySet(forge).write(toFile: folder.path + "/jwks.json", atomically: true, encoding: .utf8)
        let (port, tlsPort, nobody) = (try LoopbackPort.free(), try LoopbackPort.free(), try LoopbackPort.free())
        let tls = ClientProgram.fixture("tls")
        let text = """
            issuers:
              portal:
                issuer: https://idp.example/realms/DCR
                profile: keycloak
                audiences: ["http://127.0.0.1:\(port)/payment-api"]
                keys: \(folder.path)/jwks.json
            policies:
              access: { allow: [{ api: payments }, { api: greeter }, { api: gone }] }
              limits: { rate: unlimited, quota: unlimited }
              once: { rate: unlimited, quota: 1/1d }
            products: { payments: { scopes: [product_payments], policies: [access] } }
            plans: { free: { scopes: [free_plan], policies: [limits] }, once: { scopes: [once_plan], policies: [once] } }
            apis:
              payments:
                listen_path: /payment-api/
                upstream: http://127.0.0.1:\(upstream)/
                issuers: [portal]
                resource: http://127.0.0.1:\(port)/payment-api
              greeter:
                listen_path: /demo.Greeter/
                upstream: http://127.0.0.1:\(greeter ?? nobody)/demo.Greeter/
                upstream_protocol: http2
                issuers: [portal]
              gone:
                listen_path: /demo.Gone/
                upstream: http://127.0.0.1:\(nobody)/demo.Gone/
                upstream_protocol: http2
                issuers: [portal]
            gateway:
              listeners:
                - listen: 127.0.0.1:\(port)
                - listen: 127.0.0.1:\(tlsPort)
                  tls: { certificates: [{ certificate: \(tls)/server.pem, key: \(tls)/server-key.pem }] }
            """
        let gateway = Gateway(configuration: try Configuration(yaml: text, file: "clients.yaml"), logger: .silent)
        gateway.gate.keys.install(
            try KeySet(json: Array(TokenForge.keySet(forge).utf8)), issuer: gateway.gate.catalogue.issuerSlots[0],
            at: .now())
        try await LoopbackServer.run(gateway) { _ in
            try await body(
                RealClientGateway(port: port, tlsPort: tlsPort, authority: tls + "/authority.pem", forge: forge))
        }
    }

    /// Runs `body` with a gateway in front of an upstream that says hello, once it has read what it was sent.
    static func run(_ body: @escaping @Sendable (RealClientGateway) async throws -> Void) async throws {
        let router = Router()
        router.get("/x") { _, _ in "hello" }
        router.head("/x") { _, _ in HTTPResponse.Status.ok }
        router.post("/x") { request, _ in
            for try await _ in request.body {}
            return "hello"
        }
        guard let port = URLParts(try await LoopbackServer.start(router))?.port else {
            throw LoopbackServer.NotStarted()
        }
        try await run(upstream: port, body)
    }
}
