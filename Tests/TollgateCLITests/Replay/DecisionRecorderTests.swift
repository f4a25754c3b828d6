import Foundation
import Hummingbird
import LogTesting
import ServerTesting
import Testing
import Tollgate
import TollgateCatalogue
import TollgateConfiguration
import TollgateOutbound
import TollgateTesting

@testable import TollgateCLI

@Suite(
    "Decisions are recorded without a byte of a token, and no request waits for it", .realServers,
    .timeLimit(.minutes(5)))
struct DecisionRecorderTests {
    private func decide(
        _ test: TestGate, _ token: String, path: String = "/payment-api/get", for recorder: DecisionRecorder
    ) throws {
        let path = try RequestPath(target: path)
        let request = GateRequest(api: try #require(test.gate.catalogue.api(for: path)), method: "GET", path: path)
        let credential = BearerCredential(token: Substring(token))
        recorder.decided(
            request, credential, test.gate.decide(credential, request, at: test.clock.instant),
            at: test.clock.instant)
    }

    private func record(
        _ claims: TokenClaims, path: String = "/payment-api/get", hashesClients: Bool = false,
        change: (inout Catalogue) -> Void = { _ in }
    ) throws -> [DecisionRecord] {
        var catalogue = TestCatalogue.payments()
        change(&catalogue)
        let test = try TestGate(catalogue, forge: try TokenForge.shared.get())
        let recorder = DecisionRecorder(gate: test.gate, hashesClients: hashesClients)
        try decide(test, test.forge.token(payload: claims.json), path: path, for: recorder)
        return recorder.take().records
    }

    @Test("A record has the claims that a catalogue decides by, the request without its query, and the outcome")
    func recordsClaims() throws {
        let records = try record(TokenClaims().with("aud", "\"payments\""), path: "/payment-api/get?secret=1")
        let found = try #require(records.first)
        #expect(records.count == 1)
        #expect(found.time == 1_700_000_000)
        #expect(found.api == "payments" && found.method == "GET" && found.path == "/payment-api/get")
        #expect(found.outcome == "admitted")
        #expect(found.issuer == TestCatalogue.issuer && found.client == "client-1")
        #expect(found.audience == ["payments"] && found.scopes == ["product_payments", "free_plan"])
        #expect(found.subject == nil)
        #expect(try record(TokenClaims()) { $0.apis[0].limitBy = .subject }.first?.subject == "e4a7bad7")
    }

    @Test("Clients and subjects are hashed where that is asked for, alike each time and apart from each other")
    func hashesClients() throws {
        func client(_ name: String) throws -> String {
            try #require(try record(TokenClaims(client: name), hashesClients: true).first).client
        }
        let one = try client("client-1")
        #expect(one.hasPrefix("sha256:") && one.utf8.count == 39)
        #expect(try client("client-1") == one)
        #expect(try client("client-2") != one)
    }

    @Test("What a catalogue decides is recorded, and what it does not decide is not")
    func choosesRejections() throws {
        #expect(try record(TokenClaims(scope: "free_plan")).map(\.outcome) == ["scope_insufficient"])
        #expect(try record(TokenClaims(scope: "product_payments")).map(\.outcome) == ["plan_missing"])
        #expect(try record(TokenClaims(), path: "/payment-api/x").map(\.outcome) == ["access_denied"])
        let other = try record(TokenClaims()) {
            $0.issuers.append(Issuer(name: "other", issuer: "https://x.example", audiences: .any))
            $0.apis[0].issuers = ["other"]
        }
        #expect(other.map(\.outcome) == ["issuer_unknown"])
        #expect(try record(TokenClaims(issuer: "https://x.example")).isEmpty)
        #expect(try record(TokenClaims(now: 1)).isEmpty)
        #expect(try record(TokenClaims().with("exp", nil)).isEmpty)
    }

    @Test("What comes faster than it is taken is dropped and counted")
    func dropsAndCounts() throws {
        let test = try TestGate(forge: try TokenForge.shared.get())
        let recorder = DecisionRecorder(gate: test.gate, hashesClients: false, capacity: 2)
        let token = test.forge.token(payload: TokenClaims().json)
        for _ in 0..<5 { try decide(test, token, for: recorder) }
        let first = recorder.take()
        #expect(first.records.count == 2 && first.dropped == 3)
        try decide(test, token, for: recorder)
        let second = recorder.take()
        #expect(second.records.count == 1 && second.dropped == 0)
    }

    @Test("The gateway adds a line for each decision to a file that only its owner can read")
    func writesTheFile() async throws {
        let front = Router()
        front.get("/**") { _, _ in "ok" }
        let forge = try TokenForge.shared.get()
        let folder = try TemporaryFolder()
        let path = folder.path + "/decisions.jsonl"
        try await LoopbackServer.run(front) { upstream in
            var catalogue = TestCatalogue.payments()
            catalogue.apis[0].upstream = upstream + "/"
            catalogue.apis[0].mode = .observe
            var configuration = try Configuration(path: QuickstartFile.find())
            configuration.catalogue = try CompiledCatalogue(catalogue)
            configuration.gateway.listen = ListenAddress(host: "127.0.0.1", port: 0)
            configuration.gateway.adminListen = nil
            configuration.gateway.decisions = DecisionSettings(file: path)
            let gateway = Gateway(configuration: configuration, logger: .silent)
            gateway.gate.keys.install(
                try KeySet(json: Array(TokenForge.keySet(forge).utf8)), issuer: gateway.gate.catalogue.issuerSlots[0],
                at: .now())
            try await LoopbackServer.run(gateway) { url in
                try await OutboundClient.with { client in
                    for scope in ["product_payments free_plan", "free_plan"] {
                        let claims = TokenClaims(scope: scope, now: Instant.now().unixSeconds)
                        let headers = [(name: "Authorization", value: "Bearer \(forge.token(payload: claims.json))")]
                        let answer = try await client.send(
                            OutboundRequest(url: url + "/payment-api/get", headers: headers))
                        #expect(answer.status == 200)
                    }
                }
            }
        }
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        let records = try lines.map { try JSONDecoder().decode(DecisionRecord.self, from: Data($0.utf8)) }
        #expect(records.map(\.outcome) == ["admitted", "scope_insufficient"])
        #expect(lines.allSatisfy { !$0.contains("eyJ") })
        let permissions = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
        #expect(permissions?.intValue == 0o600)
    }

    @Test("A gateway that cannot record where it should does not start, and says so")
    func refusesToStart() async throws {
        var configuration = try Configuration(path: QuickstartFile.find())
        configuration.gateway.decisions = DecisionSettings(file: "/dev/null/decisions.jsonl")
        let gateway = Gateway(configuration: configuration, logger: .silent)
        let error = await #expect(throws: CommandFailure.self) { try await gateway.run() }
        #expect(error?.message.hasPrefix("Error: decisions cannot be recorded in /dev/null/decisions.jsonl: ") == true)
    }
}
