import ArgumentParser
import Foundation
import Hummingbird
import LogTesting
import NIOCore
import ServerTesting
import Testing
import Tollgate
import TollgateCatalogue
import TollgateCrypto
import TollgateEncoding
import TollgateIssuer
import TollgatePrometheus
import TollgateTesting

@testable import TollgateCLI

@Suite("tollgate keys tells which keys are used, which are not, and why", .realServers, .timeLimit(.minutes(5)))
struct KeysCommandTests {
    /// A key set with a good key, and one for each reason that a set can be given by hand.
    private static func keySet() throws -> String {
        let key = try TokenForge.shared.get()
        let n = TokenForge.base64URL(key.keyPair.modulus)
        let small = TokenForge.base64URL([0x80] + [UInt8](repeating: 1, count: 127))
        func rsa(_ kid: String, n: String = n, e: String = "AQAB", _ more: String = "") -> String {
            "{\"kty\":\"RSA\",\"kid\":\"\(kid)\",\"n\":\"\(n)\",\"e\":\"\(e)\"\(more)}"
        }
        let keys = [
            key.webKey, "{\"kty\":\"EC\",\"crv\":\"P-256\"}", rsa("enc", ",\"use\":\"enc\""),
            rsa("oaep", ",\"alg\":\"RSA-OAEP\""), rsa("private", ",\"d\":\"AQ\""), rsa("small", n: small),
            rsa("three", e: "Aw"), rsa("broken", n: "="), rsa("evil\\u001b[2J\\u202e\\n", ",\"use\":\"enc\""),
        ]
        return "{\"keys\":[\(keys.joined(separator: ","))]}"
    }

    /// Runs `body` with the base URL of a server that has this key set at `/keys`.
    private func serving(_ text: String, _ body: @escaping @Sendable (String) async throws -> Void) async throws {
        let router = Router()
        router.get("/keys") { _, _ in
            Response(status: .ok, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
        }
        try await LoopbackServer.run(router, body)
    }

    /// The report of a file with these issuers; tokens of the first open an API, or of those that are named.
    private func report(
        _ issuers: String, _ arguments: String..., admitting admitted: String? = nil
    ) async throws -> KeyReport {
        let folder = try TemporaryFolder()
        let path = folder.path + "/tollgate.yaml"
        let names = admitted ?? String(issuers.prefix { $0 != ":" }.drop { $0 == " " })
        let api = "apis: { a: { listen_path: /a/, upstream: \"http://127.0.0.1:9/\", issuers: [\(names)] } }"
        try Data("issuers:\n\(issuers)\(api)\n".utf8).write(to: URL(filePath: path))
        let report = try await KeysCommand.parse(["--config", path] + arguments).report()
        withExtendedLifetime(folder) {}
        return report
    }

    private static func issuer(_ name: String, _ url: String, keys: String = "discovery") -> String {
        "  \(name): { issuer: \"\(url)\", audiences: any, keys: \"\(keys)\", refresh: { timeout: 60s } }\n"
    }

    @Test("Of a set with keys of many kinds each is listed with what became of it")
    func listsKeys() async throws {
        try await serving(try Self.keySet()) { base in
            let report = try await report(Self.issuer("portal", base, keys: base + "/keys"))
            let portal = try #require(report.issuers.first)
            #expect(report.isUsable)
            #expect(portal.source.places == [base + "/keys"])
            #expect(portal.keys == [.init(kid: "key-1", bits: 2048, exponent: 65_537)])
            #expect(
                portal.skipped.map { [$0.kid ?? "-", $0.reason] } == [
                    ["-", "key_type"], ["enc", "use"], ["oaep", "algorithm"], ["private", "private_key"],
                    ["small", "modulus_size"], ["three", "exponent"], ["broken", "malformed"],
                    ["evil\u{1B}[2J\u{202E}\n", "use"],
                ])
            let text = KeyReportText(report).text
            #expect(text.hasPrefix("portal: 1 key in use\n  issuer      \(base)\n  source      \(base)/keys\n"))
            #expect(text.contains("\n  key-1                       2048  in use\n"))
            #expect(
                text.contains("\n  small                             skipped, modulus_size: the modulus must have 2048")
            )
            #expect(text.contains("last error  none"))
        }
    }

    @Test("What a server calls its keys can steer no terminal, and stands unchanged in the JSON")
    func escapesForeignText() async throws {
        try await serving(try Self.keySet()) { base in
            let report = try await report(Self.issuer("portal", base, keys: base + "/keys"))
            let text = KeyReportText(report).text
            #expect(text.contains("evil\\u{1B}[2J\\u{202E}\\u{A}"))
            #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || !VisibleText.isHidden($0) })
            let json = try report.json()
            #expect(json.utf8.allSatisfy { $0 == 0x0A || (0x20..<0x7F).contains($0) })
            #expect(try KeyReport(json: Array(json.utf8)) == report)
        }
    }

    @Test("Discovery is followed to the keys of a real issuer, and the way is told")
    func followsDiscovery() async throws {
        let issuer = try EmbeddedIssuer(
            configuration: IssuerConfiguration(realm: "DCR", scopes: [], initialAccessToken: "start"))
        try await LoopbackServer.start(issuer)
        let report = try await report(Self.issuer("portal", issuer.issuer))
        let portal = try #require(report.issuers.first)
        #expect(portal.usable)
        #expect(portal.source.kind == .discovery)
        #expect(portal.source.places == [issuer.issuer + "/protocol/openid-connect/certs"])
        #expect(KeyReportText(report).text.contains("discovery → \(issuer.issuer)/protocol/openid-connect/certs\n"))
        // The issuer publishes a key for encryption as Keycloak does.
        #expect(portal.skipped.map(\.reason) == ["use"])
    }

    @Test("An issuer without keys is told first of all, with what was tried; another one is not spoilt by it")
    func tellsFailures() async throws {
        try await serving("{\"keys\":[{\"kty\":\"EC\",\"kid\":\"ec-1\"}]}") { base in
            let issuers =
                Self.issuer("unusable", base, keys: base + "/keys") + Self.issuer("down", "http://127.0.0.1:1")
            let report = try await report(issuers)
            #expect(!report.isUsable)
            let text = KeyReportText(report).text
            #expect(text.hasPrefix("unusable: NO KEYS: requests with its tokens are answered 503 keys_unavailable\n"))
            #expect(text.contains("skipped: `ec-1` (key_type)"))
            #expect(text.contains("down: NO KEYS"))
            #expect(text.contains("fetched     never\n"))
            #expect(text.contains("connection refused"))
            #expect(try await self.report(issuers, "--issuer", "down").issuers.map(\.name) == ["down"])
            await #expect {
                try await self.report(issuers, "--issuer", "dwon")
            } throws: {
                let failure = $0 as? CommandFailure
                return failure?.exitCode == CommandFailure.usage
                    && failure?.message.contains("there is no issuer `dwon`") == true
                    && failure?.message.contains("(known: unusable, down)") == true
            }
        }
    }

    @Test("A running gateway tells the age of its keys, that the last fetch failed, and how long they are good for")
    func asksTheGateway() async throws {
        let test = try TestGate(forge: try TokenForge.shared.get(), hasKeys: false)
        let set = try KeySet(json: Array(TokenForge.keySet(test.forge).utf8))
        test.gate.keys.install(set, issuer: test.slots[0], at: test.clock.instant, from: ["https://idp.example/keys"])
        test.clock.advance(by: .seconds(3_600))
        test.gate.keys.fetchFailed(issuer: test.slots[0], reason: "status 500\u{1B}", at: test.clock.instant)
        let routes = AdminRoutes(gate: test.gate, metrics: PrometheusRegistry()) { test.clock.instant }
        try await LoopbackServer.run(routes.router()) { url in
            let report = try await KeysCommand.parse(["--admin", url + "/"]).report()
            let portal = try #require(report.issuers.first)
            #expect(portal.usable)
            #expect(portal.ageSeconds == 3_600)
            #expect(portal.usableForSeconds == 82_800)
            // A second at most, and earlier by as much as chance wills.
            #expect(portal.nextRefreshSeconds.map { (0...1).contains($0) } == true)
            #expect(portal.failures == 1)
            let text = KeyReportText(report).text
            #expect(text.hasPrefix("portal: 1 key in use, BUT THE LAST FETCH FAILED\n"))
            #expect(text.contains("discovery → https://idp.example/keys\n  fetched     1 h 0 min ago\n"))
            #expect(text.contains("last error  status 500\\u{1B}\n"))
            await #expect(throws: CommandFailure.self) {
                try await KeysCommand.parse(["--admin", url + "/healthz"]).report()
            }
        }
    }

    @Test("Where five issuers of an API have different keys with one kid, or one issuer five keys, a warning says so")
    func warnsOfCollisions() async throws {
        let keys = try (0..<5).map { _ in try TokenForge(keyID: "1").webKey }
        let issuers = keys.enumerated().map { number, key in
            "  i\(number): { issuer: \"https://i\(number).example\", audiences: any, keys: { keys: [\(key)] } }\n"
        }
        let many = keys.enumerated().map { $1.replacing("\"kid\":\"1\"", with: "\"kid\":\"\($0)\"") }
        let text =
            issuers.joined()
            + "  m: { issuer: \"https://m.example\", audiences: any, keys: { keys: [\(many.joined(separator: ","))] } }\n"
        let report = try await self.report(text, admitting: "i0, i1, i2, i3, i4")
        #expect(report.warnings.map(\.path) == ["issuers.m.keys", "apis.a.issuers"])
        #expect(report.warnings.last?.message.hasPrefix("5 different keys have the kid `1`: those of `i0`, ") == true)
        let shown = KeyReportText(report).text
        #expect(shown.contains("\n\nwarning: issuers.m.keys: it has 5 different keys, and a token without `kid` is "))
        #expect(try KeyReport(json: Array(try report.json().utf8)) == report)
        #expect(try await self.report(text, admitting: "i0, i1, i2, i3").warnings.map(\.path) == ["issuers.m.keys"])
        #expect(try await self.report(text, "--issuer", "i1", admitting: "i0, i1, i2, i3, i4").warnings.isEmpty)
        // What a gateway of an earlier version says.
        #expect(try KeyReport(json: Array("{\"issuers\":[]}".utf8)).warnings.isEmpty)
    }

    @Test("Durations are told in their two largest units")
    func formatsDurations() {
        let told = [0, 59, 60, 3_599, 3_600, 86_399, 86_400, 200_000].map(KeyReportText.duration)
        #expect(
            told == ["0 s", "59 s", "1 min 0 s", "59 min 59 s", "1 h 0 min", "23 h 59 min", "1 d 0 h", "2 d 7 h"])
    }
}
