import Testing
import TollgateCatalogue
import TollgateTesting

@testable import Tollgate

@Suite("A merged grant names the policy of each field, whatever the order of the scopes")
struct MergeDeciderTests {
    private func grant(_ scopes: [String], _ policies: [Policy]) throws -> Grant {
        var catalogue = TestCatalogue.payments()
        catalogue.policies += policies
        catalogue.scopes = policies.map { ScopeMapping(scope: $0.name, policies: [$0.name]) }
        let api = try #require(try CompiledCatalogue(catalogue).api(named: "payments"))
        var trace = NoTrace()
        return GrantResolver.resolve(
            Claims(issuer: TestCatalogue.issuer, clientID: "c", scopes: scopes), api, &trace)
    }

    @Test(
        "The larger concurrency wins, then the policy-wide one, then the smaller name",
        arguments: [["a", "b", "c", "d"], ["d", "c", "b", "a"], ["b", "d", "a", "c"]])
    func namesTheConcurrency(order: [String]) throws {
        func policy(_ name: String, _ concurrency: Int, isForOneAPI: Bool = false) -> Policy {
            let limits = Limits(concurrency: concurrency)
            return isForOneAPI
                ? Policy(name: name, limitsByAPI: ["payments": limits]) : Policy(name: name, limits: limits)
        }
        let policies = [policy("a", 3, isForOneAPI: true), policy("b", 3), policy("c", 3), policy("d", 2)]
        let all = try grant(order, policies)
        #expect(all.concurrency == 3 && all.concurrencyPolicy == "b" && !all.concurrencyIsForOneAPI)
        let single = try grant(order.filter { $0 == "a" || $0 == "d" }, policies)
        #expect(single.concurrency == 3 && single.concurrencyPolicy == "a" && single.concurrencyIsForOneAPI)
    }

    @Test("Each value of the metadata names its policy", arguments: [["a", "b", "c"], ["c", "b", "a"]])
    func namesTheMetadata(order: [String]) throws {
        let found = try grant(
            order,
            [
                Policy(name: "a", metadata: ["x": "1", "y": "1"]), Policy(name: "b", metadata: ["x": "2"], priority: 1),
                Policy(name: "c", metadata: ["y": "3"]),
            ])
        #expect(found.metadata == ["x": "2", "y": "1"])
        #expect(found.metadataPolicies == ["x": "b", "y": "a"])
    }
}
