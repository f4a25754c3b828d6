import Testing
import Tollgate
import TollgateCatalogue
import TollgateImport
import TollgateTesting

@Suite("An imported catalogue decides as Tyk did, where the report says nothing else")
struct TykSemanticsTests {
    private static let scopes = ["product_goods", "product_carts", "plan_small", "plan_large", "email"]

    /// Every set of scopes.
    private static let scopeSets = (0..<(1 << scopes.count)).map { bits in
        scopes.indices.filter { bits & (1 << $0) != 0 }.map { scopes[$0] }
    }

    private func answer(_ explanation: Explanation) -> TykOracle.Answer {
        guard explanation.rejection == nil, let grant = explanation.grant else { return .refused }
        var answer: (Double?, Int?, Int?) = (nil, nil, nil)
        if case .limited(let requests, let seconds) = grant.rate?.limit {
            answer.0 = Double(seconds) / Double(requests)
        }
        if case .limited(let maximum, let window) = grant.quota?.limit {
            answer.1 = Int(maximum)
            answer.2 = Int(window.nominalSeconds)
        }
        return .admitted(secondsPerRequest: answer.0, quota: answer.1, window: answer.2)
    }

    @Test("Each set of scopes on each API, path and method gets Tyk's answer, with Tyk's limits")
    func decidesAlike() throws {
        let result = try TykImport(
            try TykFixture.files("shop"), issuers: IssuerAnswers(forAll: "https://idp.example/realms/shop"))
        // What the report says of these files: nothing opens more than it did, and alone a product needs a plan.
        #expect(!result.differences.contains { $0.effect == .wider })
        #expect(!result.needsDecision, "\(result.differences.filter(\.needsDecision))")
        let oracle = try TykOracle(folder: "\(TykFixture.folder)/shop")
        let gate = Gate(catalogue: try TykFixture.readBack(result))
        let paths = ["", "items", "items/7", "items/7/x", "items/", "files/", "files/a/b", "files", "other"]
        var admitted = 0
        for id in oracle.apiIDs {
            for path in paths.map({ oracle.listenPath(of: id) + $0 }) {
                let requestPath = try RequestPath(target: path)
                let api = try #require(gate.catalogue.api(for: requestPath))
                for method in ["GET", "PUT", "DELETE"] {
                    let request = GateRequest(api: api, method: method, path: requestPath)
                    for scopes in Self.scopeSets {
                        let explanation = gate.explain(
                            scopes: scopes, client: "c", request, at: ManualClock().instant)
                        let expected = oracle.decide(id, scopes: scopes, method: method, path: path)
                        if explanation.rejection == .planMissing {
                            // The report says so: no plan, no limits in Tyk.
                            #expect(expected == .admitted(secondsPerRequest: nil, quota: nil, window: nil))
                            continue
                        }
                        #expect(
                            answer(explanation) == expected, "\(method) \(path) with \(scopes.joined(separator: " "))")
                        if explanation.rejection == nil { admitted += 1 }
                    }
                }
            }
        }
        #expect(admitted > 100)
    }

    @Test("Signed tokens get what their scopes say")
    func decidesAboutTokens() throws {
        let result = try TykImport(
            try TykFixture.files("shop"), issuers: IssuerAnswers(forAll: TestCatalogue.issuer))
        let test = try TestGate(try TykFixture.readBack(result).source, forge: try TokenForge())
        func rejection(_ scope: String, _ path: String = "/goods/items/7") throws -> Rejection? {
            try test.rejection(test.forge.token(payload: TokenClaims(scope: scope).json), path: path)
        }
        #expect(try rejection("product_goods plan_small") == nil)
        #expect(try rejection("plan_small email product_goods") == nil)
        #expect(try rejection("product_goods plan_small", "/goods/items/7/x") == .accessDenied)
        #expect(try rejection("product_goods plan_small", "/carts/x") == .scopeInsufficient)
        #expect(try rejection("product_goods") == .planMissing)
        #expect(try rejection("plan_small") == .scopeInsufficient)
        #expect(try rejection("email") == .scopeInsufficient)
    }

    @Test("A scope brings on each API what that API maps it to, and nothing on others")
    func keepsMappingsApart() throws {
        let result = try TykFixture.import(
            "[" + TykFixture.policy(id: "both", apis: ["x", "y"], more: "\"rate\": 1, \"per\": 1") + ","
                + TykFixture.policy(id: "fast", apis: ["x", "y"], more: "\"rate\": 9, \"per\": 1") + "]",
            "[" + TykFixture.api(id: "x", mapping: "{\"s\": \"both\"}") + ","
                + TykFixture.api(id: "y", path: "/y/", mapping: "{\"s\": \"fast\"}") + ","
                + TykFixture.api(id: "z", path: "/z/", mapping: "{\"t\": \"fast\"}") + "]")
        let gate = Gate(catalogue: try TykFixture.readBack(result))
        func grant(_ path: String, _ scope: String) throws -> (Rejection?, RateLimit?) {
            let path = try RequestPath(target: path)
            let api = try #require(gate.catalogue.api(for: path))
            let explanation = gate.explain(
                scopes: [scope], client: "c", GateRequest(api: api, method: "GET", path: path),
                at: ManualClock().instant)
            return (explanation.rejection, explanation.grant?.rate?.limit)
        }
        #expect(try grant("/x/", "s") == (nil, .limited(requests: 1, seconds: 1)))
        #expect(try grant("/y/", "s") == (nil, .limited(requests: 9, seconds: 1)))
        // `z` maps no `s`, and the policy that it maps `t` to does not list it.
        #expect(try grant("/z/", "s").0 == .scopeInsufficient)
        #expect(try grant("/z/", "t").0 == .scopeInsufficient)
        #expect(try grant("/y/", "t").0 == .scopeInsufficient)
    }

    @Test("A default policy is kept only where it cannot reach tokens that Tyk refuses")
    func keepsDefaultsBack() throws {
        let policies = "[" + TykFixture.policy(id: "d") + "," + TykFixture.policy(id: "p") + "]"
        let alone = try TykFixture.import(policies, TykFixture.api(more: "\"jwt_default_policies\": [\"d\"]"))
        #expect(alone.catalogue.apis[0].defaultPolicy == "d")
        let mapped = try TykFixture.import(
            policies, TykFixture.api(mapping: "{\"s\": \"p\"}", more: "\"jwt_default_policies\": [\"d\"]"))
        #expect(mapped.catalogue.apis[0].defaultPolicy == "no-op")
        #expect(mapped.differences(at: "/jwt_default_policies").map(\.effect) == [.narrower])
        #expect(mapped.needsDecision)
    }
}
