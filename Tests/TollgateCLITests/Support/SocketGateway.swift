import LogTesting
import ServerTesting
import Tollgate
import TollgateCatalogue
import TollgateConfiguration
import TollgateOutbound
import TollgateTesting

@testable import TollgateCLI

/// A gateway on a free port in front of one upstream, for talking to it over raw sockets.
struct SocketGateway: Sendable {
    let port: Int
    let forge: TokenForge

    /// A token that has access to the whole API, for a client, with so many bytes more than it takes.
    func token(
        client: String = "client-1", scope: String = "product_payments free_plan", padding: Int = 0
    ) -> String {
        let claims = TokenClaims(client: client, scope: scope, now: Instant.now().unixSeconds)
        let groups = padding > 0 ? "\"\(String(repeating: "g", count: padding))\"" : nil
        return forge.token(payload: claims.with("groups", groups).json)
    }

    /// The header of a request to the API, with a token.
    func request(
        _ method: String = "GET", _ path: String = "/payment-api/x", token: String? = nil, _ more: String = ""
    ) -> String {
        "\(method) \(path) HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer \(token ?? self.token())\r\n\(more)\r\n"
    }

    /// Runs `body` with a gateway.
    ///
    /// - Parameters:
    ///   - upstream: The port of the upstream.
    ///   - hasKeys: Whether the gate knows the issuer's key.
    ///   - catalogue: Changes the catalogue, in which nothing is limited.
    ///   - settings: Changes the gateway's settings.
    ///   - body: Talks to the gateway.
    /// - Throws: What `body` throws, and what starting the gateway throws.
    static func run(
        upstream: Int, hasKeys: Bool = true, catalogue: (inout Catalogue) -> Void = { _ in },
        settings: (inout GatewaySettings) -> Void = { _ in },
        _ body: @escaping @Sendable (SocketGateway) async throws -> Void
    ) async throws {
        let forge = try TokenForge.shared.get()
        var source = TestCatalogue.payments()
        source.apis[0].upstream = "http://127.0.0.1:\(upstream)/"
        source.policies[0].access = [AccessRight(api: "payments")]
        source.policies[1].limits = Limits(rate: .unlimited)
        catalogue(&source)
        var configuration = try Configuration(path: QuickstartFile.find())
        configuration.catalogue = try CompiledCatalogue(source)
        configuration.gateway = GatewaySettings()
        configuration.gateway.listen = ListenAddress(host: "127.0.0.1", port: 0)
        settings(&configuration.gateway)
        let gateway = Gateway(configuration: configuration, logger: .silent)
        if hasKeys {
            let set = try KeySet(json: Array(TokenForge.keySet(forge).utf8))
            gateway.gate.keys.install(set, issuer: gateway.gate.catalogue.issuerSlots[0], at: .now())
        }
        try await LoopbackServer.run(gateway) { url in
            guard let port = URLParts(url)?.port else { throw LoopbackServer.NotStarted() }
            try await body(SocketGateway(port: port, forge: forge))
        }
    }
}
