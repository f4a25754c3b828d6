import Foundation
import LogTesting
import ServerTesting
import Testing
import Tollgate
import TollgateConfiguration
import TollgateCrypto
import TollgateOutbound
import TollgateRegistrar
import TollgateRegistrarAPI
import TollgateSQLite

@testable import TollgateCLI

/// What the reader of a guide has: the admin API in the place of portal and dashboard, a gateway with an API like
/// httpbin behind it, and curl.
struct GuideSite: Sendable {
    /// `{ADMIN_API_URL}`.
    let adminURL: String
    let gatewayURL: String
    /// `$API_TOKEN`.
    private let apiToken: String
    private let outbound: OutboundClient

    /// Serves registrar and gateway with a configuration file, as `tollgate registrar serve` and `tollgate gateway` do.
    ///
    /// `yaml` is the text of the configuration file, for an upstream; `body` follows the guide.
    static func run(
        outbound: OutboundClient, configuration yaml: @escaping @Sendable (_ upstream: String) -> String,
        _ body: @escaping @Sendable (GuideSite) async throws -> Void
    ) async throws {
        try await LoopbackServer.run(HTTPBin.router()) { upstream in
            let configuration = try Configuration(yaml: yaml(upstream), file: "tollgate.yaml")
            let catalogue = configuration.catalogue.source
            let store = try SQLiteClientStore.inMemory()
            let registrar = Registrar(
                store: store,
                configuration: Registrar.Configuration(
                    sealer: SecretSealer(current: try SealingKey(id: "k", bytes: RandomBytes.generate(count: 32))),
                    network: SingleNetwork(outbound), scopes: { CatalogueScopes(catalogue) },
                    clientTypes: try configuration.registrar.registrarClientTypes()))
            // What `tollgate registrar serve` prints at its first start.
            let admin = APIToken.make(role: .admin, owner: "admin", now: Registrar.systemTime())
            try await store.insert(admin.stored)
            let api = RegistrarAPI(registrar: registrar, store: store, catalogue: { catalogue })
            try await LoopbackServer.run(api.router()) { adminURL in
                try await LoopbackServer.run(Gateway(configuration: configuration, logger: .silent)) { gatewayURL in
                    try await body(
                        GuideSite(
                            adminURL: adminURL, gatewayURL: gatewayURL, apiToken: admin.token.reveal(),
                            outbound: outbound))
                }
            }
        }
    }

    /// A line such as `curl -X PUT "https://{ADMIN_API_URL}/api/…" -H "Authorization: Bearer $API_TOKEN" -d '…'`, by
    /// default with the admin's token.
    func admin(
        _ method: String, _ path: String, _ json: String? = nil, as token: String? = nil
    ) async throws -> GuideAnswer {
        try await curl(
            method, adminURL + path,
            headers: [("Authorization", "Bearer \(token ?? apiToken)"), ("Content-Type", "application/json")],
            body: json)
    }

    /// A token of the admin API for a developer, who logs in with it.
    func developer(_ owner: String) async throws -> String {
        let made = try await admin("POST", "/api/api_tokens", #"{"role":"developer","owner":"\#(owner)"}"#)
        #expect(made.status == 201)
        return made["token"]
    }

    /// A client's identifier and secret, as its owner copies them.
    func credentials(_ credential: String, as developer: String) async throws -> (id: String, secret: String) {
        let shown = try await admin("POST", "/api/credentials/\(credential)/reveal-secret", as: developer)
        #expect(shown.status == 200)
        return (shown["client_id"], shown["client_secret"])
    }

    /// The guide's line for a token: `Authorization: Basic`, `grant_type=client_credentials` and, where there is one,
    /// `scope`.
    func requestToken(
        _ endpoint: String, id: String, secret: String, scope: String? = nil
    ) async throws -> GuideAnswer {
        let scope = scope.map { "scope=" + $0.replacing(" ", with: "%20") + "&" } ?? ""
        return try await curl(
            "POST", endpoint,
            headers: [
                ("Authorization", "Basic " + Data("\(id):\(secret)".utf8).base64EncodedString()),
                ("Content-Type", "application/x-www-form-urlencoded"),
            ], body: scope + "grant_type=client_credentials")
    }

    /// The guide's line for a call.
    func call(_ path: String, token: String) async throws -> GuideAnswer {
        try await curl("GET", gatewayURL + path, headers: [("Authorization", "Bearer \(token)")])
    }

    func curl(
        _ method: String, _ url: String, headers: [(name: String, value: String)] = [], body: String? = nil
    ) async throws -> GuideAnswer {
        GuideAnswer(
            try await outbound.send(
                OutboundRequest(method: method, url: url, headers: headers, body: body.map { Array($0.utf8) })))
    }
}
