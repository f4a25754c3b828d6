import Testing
import Tollgate
import TollgateCatalogue
import TollgateTesting

@testable import TollgateCLI

@Suite("An explanation says who decided what, what is answered, and what would have to change")
struct ExplanationReportTests {
    private func report(
        _ scopes: String, path: String = "/payment-api/get", _ change: (inout Catalogue) -> Void = { _ in }
    ) throws -> ExplanationReport {
        var catalogue = TestCatalogue.payments()
        change(&catalogue)
        let test = try TestGate(catalogue, forge: try TokenForge.shared.get())
        let path = try RequestPath(target: path)
        let request = GateRequest(api: try #require(test.gate.catalogue.api(for: path)), method: "GET", path: path)
        let explanation = test.gate.explain(
            scopes: scopes.split(separator: " ").map(String.init), client: "c", request, at: test.clock.instant)
        let advice = Advice(explanation, request, gate: test.gate, at: test.clock.instant)
        return ExplanationReport(
            explanation, request, advice: advice.lines, unixSeconds: test.clock.instant.unixSeconds)
    }

    @Test("The answer has the challenge that the client gets, with the API's metadata where it has any")
    func answersWithMetadata() throws {
        let found = try report("free_plan") { $0.apis[0].resource = "https://gate.example/payment-api" }
        let challenge = try #require(found.answer.headers.first { $0.name == "WWW-Authenticate" }?.value)
        #expect(challenge.hasSuffix("/.well-known/oauth-protected-resource/payment-api\""))
    }

    @Test("Several servers are told with their parts of the requests, and one is not")
    func tellsServers() throws {
        #expect(try report("product_payments free_plan").servers == nil)
        let found = try report("product_payments free_plan") {
            $0.apis[0].upstream = nil
            $0.apis[0].upstreams = [
                UpstreamServer(url: "http://a.example/", weight: 2), UpstreamServer(url: "http://b.example/"),
            ]
        }
        #expect(found.text.contains("    http://a.example/  2 of 3 requests\n    http://b.example/  1 of 3 requests"))
    }

    @Test("Each merged field names the policy that decided it")
    func namesDeciders() throws {
        let found = try report("product_payments free_plan more") {
            $0.policies[1].metadata = ["tier": "free", "colour": "red"]
            var more = Policy(name: "more", access: [AccessRight(api: "payments", paths: [])])
            more.limits = Limits(rate: .limited(requests: 9, seconds: 1), concurrency: 3)
            more.metadata = ["tier": "more"]
            more.priority = 1
            more.tags = ["vip"]
            $0.policies.append(more)
            $0.scopes = [ScopeMapping(scope: "more", policies: ["more"])]
        }
        let grant = try #require(found.grant)
        #expect(grant.policies == ["free-limits", "more", "payments-access"])
        #expect(grant.openedBy == ["payments-access"])
        #expect(grant.rate?.value == "9/1s" && grant.rate?.policy == "more")
        #expect(grant.quota?.value == "1000/1d" && grant.quota?.policy == "free-limits")
        #expect(grant.concurrency?.value == "3" && grant.concurrency?.policy == "more")
        #expect(
            grant.metadata.mapValues { "\($0.value) \($0.policy)" } == [
                "tier": "more more", "colour": "red free-limits",
            ])
        #expect(found.verdict == "admit" && found.advice.isEmpty)
        #expect(found.answer.headers.map(\.name).contains("RateLimit"))
        #expect(found.text.contains("    concurrency      3                     decided by `more`\n"))
        #expect(found.text.contains("    tags  vip, of all together\n"))
    }

    @Test("A refusal is shown as it is answered, in the API's style, and not at all where the API observes")
    func showsAnswers() throws {
        let refused = try report("free_plan")
        #expect(refused.verdict == "reject" && refused.code == "scope_insufficient")
        #expect(refused.answer.status == 403)
        #expect(
            refused.answer.headers.contains { $0.name == "WWW-Authenticate" && $0.value.contains("insufficient_scope") }
        )
        #expect(refused.answer.body?.contains("\"code\":\"scope_insufficient\"") == true)
        let tyk = try report("free_plan") { $0.apis[0].errorStyle = .tyk }
        #expect(tyk.answer.body == "{\"error\":\"Access to this API has been disallowed\"}\n")
        let observed = try report("free_plan") { $0.apis[0].mode = .observe }
        #expect(observed.answer.status == nil)
        #expect(
            observed.answer.headers.map { "\($0.name): \($0.value)" } == ["X-Tollgate-Observed: scope_insufficient"])
        #expect(observed.text.contains("The API only observes: the request passes all the same."))
    }

    @Test("The scopes that would do are found by asking the gate with them")
    func findsScopes() throws {
        #expect(
            try report("email").advice == [
                "for access: the scope `product_payments` (product `payments`)",
                "for a limit: the scope `free_plan` (plan `free`)",
            ])
        #expect(try report("free_plan").advice == ["for access: the scope `product_payments` (product `payments`)"])
        #expect(try report("product_payments").advice == ["for a limit: the scope `free_plan` (plan `free`)"])
        #expect(
            try report("product_payments free_plan", path: "/payment-api/secret").advice == [
                "no scope of the catalogue opens GET /payment-api/secret: a policy of a product would have to allow it"
            ])
        #expect(
            try report("product_payments") { $0.plans = [] }.advice == [
                "for a limit: no plan has a rate or a quota here; add one, or set `without_plan` on the API"
            ])
        let many = try report("email") { catalogue in
            catalogue.products = (1...7).map {
                Product(id: "p\($0)", displayName: "", scopes: ["s\($0)"], policies: ["payments-access"])
            }
        }
        #expect(many.advice.first?.hasSuffix("or the scope `s5` (product `p5`), or one of 2 more") == true)
    }

    @Test("Policies that count for want of others are told")
    func tellsFallbacks() throws {
        let found = try report("email") {
            $0.policies.append(Policy(name: "basic", access: [AccessRight(api: "payments")]))
            $0.apis[0].defaultPolicy = "basic"
            $0.apis[0].withoutPlan = .policy("free-limits")
        }
        #expect(found.defaultPolicy == "basic" && found.withoutPlan == "free-limits")
        #expect(found.grant?.openedBy == ["basic"])
        #expect(found.text.contains("`without_plan` adds `free-limits`"))
    }

    @Test("A path that needs no token is admitted, whatever the scopes")
    func tellsPublicPaths() throws {
        let found = try report("email") {
            $0.apis[0].publicPaths = [PathPattern("/get").map { PathRule(pattern: $0) }].compactMap { $0 }
        }
        #expect(found.isPublic && found.verdict == "admit" && found.code == nil && found.advice.isEmpty)
        #expect(found.text.hasSuffix("admitted: `public` opens the path without a token"))
    }

    @Test("As JSON it has the same, with names in snake_case")
    func printsJSON() throws {
        let json = try JSONOutput.of(try report("product_payments"))
        for part in [
            "\"verdict\" : \"reject\"", "\"code\" : \"plan_missing\"", "\"opened_by\" : [\n      \"payments-access\"",
            "\"for a limit: the scope `free_plan` (plan `free`)\"", "\"is_public\" : false",
        ] {
            #expect(json.contains(part), "\(part)")
        }
    }
}
