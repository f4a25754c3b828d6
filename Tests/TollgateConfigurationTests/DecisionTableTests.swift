import Foundation
import Testing
import Tollgate
import TollgateCatalogue
import TollgateConfiguration
import TollgateTesting
import Yams

@Suite("The tables of decisions in Fixtures/Decisions come true")
struct DecisionTableTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Fixtures/Decisions").standardizedFileURL
    static let files = ["products-and-plans", "defaults", "access", "limits", "claims"]

    private func table(_ file: String) throws -> (catalogue: Catalogue, cases: [DecisionCase]) {
        let text = try String(contentsOf: Self.folder.appending(path: file + ".yaml"), encoding: .utf8)
        let root = try #require(try Yams.compose(yaml: text)?.mapping)
        let catalogue = try Yams.serialize(node: try #require(root["catalogue"]))
        let configuration = try Configuration(yaml: catalogue, file: file)
        return (configuration.catalogue.source, try #require(root["cases"]?.sequence).map { try DecisionCase($0) })
    }

    @Test("Each case is decided as its table says", arguments: files)
    func comesTrue(file: String) throws {
        let (catalogue, cases) = try table(file)
        let test = try TestGate(catalogue, forge: try TokenForge.shared.get())
        for (number, row) in cases.enumerated() {
            test.clock.advance(by: .seconds(row.seconds))
            // Keys are used for a day at most.
            if row.seconds > 0 { try test.install(test.forge) }
            var claims = TokenClaims(
                issuer: "https://idp.example", client: row.client ?? "client of case \(number)", scope: "",
                now: test.clock.instant.unixSeconds
            ).with("aud", "\"apis\"")
            for (name, json) in row.claims { claims = claims.with(name, json) }
            try check(row, with: test.forge.token(payload: claims.json), test)
        }
    }

    @Test("There are at least 60 cases, and no two of a table have the same name")
    func isWhole() throws {
        let tables = try Self.files.map { try table($0).cases.map(\.name) }
        #expect(tables.reduce(0) { $0 + $1.count } >= 60)
        for names in tables { #expect(Set(names).count == names.count) }
        let found = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
        #expect(Set(found) == Set(Self.files.map { $0 + ".yaml" } + ["README.md"]))
    }

    private func check(_ row: DecisionCase, with token: String, _ test: TestGate) throws {
        let path: RequestPath
        do throws(PathFault) {
            path = try test.gate.catalogue.path(target: row.target)
        } catch {
            #expect(error.rejection.code == row.decision, "\(row.name)")
            return
        }
        guard let api = test.gate.catalogue.api(for: path) else {
            #expect(row.decision == "no API", "\(row.name)")
            return
        }
        guard !api.isPublic(method: row.method, path: path) else {
            #expect(row.decision == "public", "\(row.name)")
            return
        }
        var passes: [Pass] = []
        var decision = ""
        for _ in 0..<row.times {
            switch try test.decide(token, method: row.method, path: row.target) {
            case .admit(let pass):
                passes.append(pass)
                decision = "admit"
                pass.finish()
            case .reject(let rejection, _): decision = rejection.code
            case .waiting: decision = "awaiting keys"
            }
        }
        #expect(decision == row.decision, "\(row.name)")
        if let admitted = row.admitted { #expect(passes.count == admitted, "\(row.name)") }
        if let offered = row.expected["offered"] {
            #expect(api.sufficientScope(method: row.method, path: path) == offered.string, "\(row.name)")
        }
        let words = ["rate", "quota", "concurrency", "policies", "tags", "metadata"]
        guard words.contains(where: { row.expected[$0] != nil }) else { return }
        try check(row, try #require(passes.first, "\(row.name)").grant)
    }

    private func check(_ row: DecisionCase, _ grant: Grant) throws {
        func expect(_ key: String, _ found: String?) {
            guard let expected = row.expected[key] else { return }
            #expect(found == expected.string, "\(row.name): \(key)")
        }
        expect("rate", grant.rate.map { "\($0.limit) \($0.policy)" })
        expect("quota", grant.quota.map { "\($0.limit) \($0.policy)" })
        expect("concurrency", grant.concurrency.map { "\($0) \(grant.concurrencyPolicy ?? "")" })
        if let policies = row.expected["policies"]?.sequence {
            #expect(grant.policies == policies.compactMap(\.string), "\(row.name)")
        }
        if let tags = row.expected["tags"]?.sequence { #expect(grant.tags == tags.compactMap(\.string), "\(row.name)") }
        if let metadata = row.expected["metadata"]?.mapping {
            let expected = metadata.reduce(into: [:]) { $0[$1.key.string ?? ""] = $1.value.string }
            #expect(grant.metadata == expected, "\(row.name)")
        }
    }
}
