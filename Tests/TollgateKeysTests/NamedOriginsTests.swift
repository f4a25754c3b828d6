import HTTPTypes
import HostileAnswers
import Hummingbird
import LogTesting
import ServerTesting
import Testing
import Tollgate
import TollgateCatalogue
import TollgateTesting

@testable import TollgateKeys
@testable import TollgateOutbound

/// Security review S10, CWE-918: documents fetched over https pointed to plain http on this machine.
@Suite("A document does not send requests where the configuration would not", .realServers, .timeLimit(.minutes(5)))
struct NamedOriginsTests {
    @Test(
        "Plain http is good where the configuration allows it, or itself names an address of this machine",
        arguments: [
            ("https://idp.example", "http://127.0.0.1/keys", false),
            ("https://idp.example", "http://[::1]/keys", false),
            ("https://idp.example", "http://localhost:8080/keys", false),
            ("https://idp.example", "http://idp.example/keys", false),
            ("https://idp.example", "https://127.0.0.1/keys", true), ("https://idp.example", "https://a.example", true),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080/keys", true),
            ("http://127.0.0.1:8080", "http://localhost:1/keys", true),
            ("http://127.0.0.1:8080", "http://idp.example/keys", false),
            ("https://localhost:8443", "http://127.0.0.1:1/keys", true),
        ])
    func plainHTTP(configured: String, url: String, isGood: Bool) {
        let standing = NamedOrigins([configured], allowsHTTP: false).standing(of: url)
        #expect((standing != .insecure) == isGood)
        #expect(NamedOrigins([configured], allowsHTTP: true).standing(of: url) != .insecure)
    }

    @Test(
        "An origin is named by scheme, host and port",
        arguments: [
            ("https://idp.example/token", NamedOrigins.Standing.named), ("https://IDP.example:443/x?y", .named),
            ("https://login.example/", .named),
            ("https://idp.example:8443/", .foreign(origin: "https://idp.example:8443")),
            ("https://idp.example.evil.example/", .foreign(origin: "https://idp.example.evil.example")),
            ("https://other.example/keys", .foreign(origin: "https://other.example")),
            ("https://idp.example@evil.example/", .noURL), ("/token", .noURL), ("", .noURL), ("urn:a", .noURL),
        ])
    func named(url: String, standing: NamedOrigins.Standing) {
        let origins = NamedOrigins(["https://idp.example/realm", "https://login.example"], allowsHTTP: false)
        #expect(origins.standing(of: url) == standing)
    }

    /// An issuer whose metadata has this `jwks_uri`, and the log of a service that fetches its keys.
    private func load(keysAt jwksURI: @escaping @Sendable (String) -> String, times: Int = 1) async throws -> [String] {
        let keySet = TokenForge.keySet(try TokenForge.shared.get())
        let log = CollectedLog()
        try await HostileServer.run { request in
            let base = "http://\(request.head.authority ?? "")"
            return request.uri.path.hasSuffix("/openid-configuration")
                ? HostileServer.json("{\"issuer\":\"\(base)\",\"jwks_uri\":\"\(jwksURI(base))\"}")
                : HostileServer.json(keySet)
        } _: { base in
            let clients = OutboundClients(environment: [:])
            let clock = ManualClock()
            var catalogue = TestCatalogue.payments()
            catalogue.issuers[0].issuer = base
            catalogue.issuers[0].keys = .discovery
            let gate = Gate(catalogue: try CompiledCatalogue(catalogue))
            let service = KeyRefreshService(
                gate: gate, fetcher: KeyFetcher(clients: clients), logger: log.logger, now: { clock.instant },
                clock: clock)
            for _ in 0..<times {
                _ = try await service.loadAll()
                clock.advance(by: .seconds(600))
            }
            try await clients.shutdown()
        }
        return log.lines
    }

    @Test("Keys that another origin has are used, and that is warned about once")
    func foreignKeys() async throws {
        let lines = try await load(keysAt: { $0.replacing("127.0.0.1", with: "localhost") + "/keys" }, times: 3)
        #expect(lines.count == 2)
        #expect(lines.last?.hasPrefix("info keys loaded") == true)
        let warning = lines.first ?? ""
        #expect(
            warning.hasPrefix("warning keys come from another origin than the issuer's, because its metadata says so"))
        #expect(warning.contains("name their URL under `keys`"))
        #expect(warning.contains("issuer=portal origin=http://localhost:"))
    }

    @Test("Keys at the issuer's own origin are nothing to warn about")
    func ownKeys() async throws {
        #expect(try await load(keysAt: { $0 + "/keys" }).count == 1)
    }

    @Test("A jwks_uri of plain http that the configuration does not allow is not asked for, and the error says so")
    func insecureKeys() async throws {
        let lines = try await load(keysAt: { _ in "http://idp.invalid/keys" })
        #expect(lines.count == 1)
        #expect(lines.first?.contains("is plain http, http://idp.invalid/keys: name it under `keys`") == true)
    }
}
