import Testing
import TollgateCatalogue
import TollgateTesting

@testable import Tollgate

@Suite("Scopes become a grant by the catalogue alone")
struct GrantTests {
    private func catalogue(
        policies: [Policy], scopes: [ScopeMapping] = [], plans: [Plan] = [], products: [Product] = [],
        change: (inout API) -> Void = { _ in }
    ) throws -> CompiledCatalogue {
        var catalogue = TestCatalogue.payments()
        change(&catalogue.apis[0])
        catalogue.policies += policies
        catalogue.scopes = scopes
        catalogue.plans += plans
        catalogue.products += products
        return try CompiledCatalogue(catalogue)
    }

    private func grant(_ scopes: String, _ catalogue: CompiledCatalogue, api: Int = 0) -> Grant {
        resolved(scopes, catalogue, api: api).grant
    }

    /// The remembered grant and the one that is resolved anew must be the same.
    private func resolved(_ scopes: String, _ catalogue: CompiledCatalogue, api: Int = 0) -> ResolvedGrant {
        var trace = NoTrace()
        var explanation = Explanation()
        let claims = Claims(issuer: "", clientID: "c", scopes: scopes.split(separator: " ").map(String.init))
        let remembered = GrantResolver.grant(of: claims, on: catalogue.apis[api], &trace)
        let anew = GrantResolver.grant(of: claims, on: catalogue.apis[api], &explanation)
        #expect(describe(remembered.grant) == describe(anew.grant))
        return remembered
    }

    private func rejection(_ scopes: String, _ catalogue: CompiledCatalogue, path: String = "/payment-api/get") throws
        -> Rejection?
    {
        let request = GateRequest(api: catalogue.apis[0], method: "GET", path: try RequestPath(target: path))
        var trace = NoTrace()
        do throws(Rejection) {
            try GrantResolver.check(resolved(scopes, catalogue), request, &trace)
            return nil
        } catch {
            return error
        }
    }

    @Test("Product and plan together pass, alone they do not, and unknown scopes are ignored")
    func needsProductAndPlan() throws {
        let catalogue = try catalogue(policies: [])
        #expect(try rejection("product_payments free_plan", catalogue) == nil)
        #expect(try rejection("free_plan product_payments email profile", catalogue) == nil)
        #expect(try rejection("product_payments", catalogue) == .planMissing)
        #expect(try rejection("free_plan", catalogue) == .scopeInsufficient)
        #expect(try rejection("email", catalogue) == .scopeInsufficient)
        #expect(try rejection("", catalogue) == .scopeInsufficient)
        #expect(try rejection("product_payments free_plan", catalogue, path: "/payment-api/other") == .accessDenied)
    }

    @Test("An inactive policy drops out, alone")
    func dropsInactivePolicies() throws {
        let inactive = Policy(
            name: "gone", isActive: false, limits: Limits(rate: .unlimited, quota: .unlimited))
        let catalogue = try catalogue(
            policies: [inactive], scopes: [ScopeMapping(scope: "gold", policies: ["gone"])])
        #expect(try rejection("product_payments free_plan gold", catalogue) == nil)
        #expect(grant("product_payments free_plan gold", catalogue).rate?.policy == "free-limits")
        #expect(try rejection("product_payments gold", catalogue) == .planMissing)
    }

    @Test("The default policy counts only if no scope names a policy, active or not, and never merges")
    func keepsTheDefaultApart() throws {
        let open = Policy(
            name: "open", access: [AccessRight(api: "payments")],
            limits: Limits(rate: .limited(requests: 100, seconds: 1)))
        let inactive = Policy(name: "gone", isActive: false)
        let catalogue = try catalogue(
            policies: [open, inactive], scopes: [ScopeMapping(scope: "gold", policies: ["gone"])]
        ) { $0.defaultPolicy = "open" }
        #expect(grant("", catalogue).policies == ["open"])
        #expect(grant("email", catalogue).policies == ["open"])
        #expect(try rejection("email", catalogue) == nil)
        #expect(grant("free_plan", catalogue).policies == ["free-limits"])
        #expect(try rejection("free_plan", catalogue) == .scopeInsufficient)
        #expect(try rejection("gold", catalogue) == .scopeInsufficient)
    }

    @Test("without_plan adds a policy's limits, but only to a request that has access and no plan")
    func addsTheFallbackPlan() throws {
        let trickle = Policy(
            name: "trickle", access: [AccessRight(api: "payments")],
            limits: Limits(rate: .limited(requests: 1, seconds: 60)))
        let catalogue = try catalogue(policies: [trickle]) { $0.withoutPlan = .policy("trickle") }
        #expect(grant("product_payments", catalogue).rate?.policy == "trickle")
        #expect(try rejection("product_payments", catalogue) == nil)
        #expect(try rejection("product_payments", catalogue, path: "/payment-api/x") == .accessDenied)
        #expect(grant("product_payments free_plan", catalogue).rate?.policy == "free-limits")
        #expect(try rejection("free_plan", catalogue) == .scopeInsufficient)
    }

    @Test("A plan bound to products limits only the APIs of those products")
    func bindsPlansToProducts() throws {
        var source = TestCatalogue.payments()
        source.apis.append(
            API(name: "orders", listenPath: "/orders/", upstream: "http://127.0.0.1:1/", issuers: ["portal"]))
        source.policies.append(Policy(name: "orders-access", access: [AccessRight(api: "orders")]))
        source.products.append(
            Product(id: "orders", displayName: "Orders", scopes: ["product_orders"], policies: ["orders-access"]))
        source.plans[0].products = ["orders"]
        let catalogue = try CompiledCatalogue(source)
        #expect(grant("product_payments free_plan", catalogue).rate == nil)
        let orders = grant("product_orders free_plan", catalogue, api: 1)
        #expect(orders.rate?.policy == "free-limits")
    }

    @Test("A limit for one API replaces the policy-wide one there, field by field")
    func prefersLimitsOfTheAPI() throws {
        let policy = Policy(
            name: "p",
            limits: Limits(rate: .limited(requests: 9, seconds: 1), quota: .limited(maximum: 9, window: .seconds(9))),
            limitsByAPI: ["payments": Limits(rate: .limited(requests: 2, seconds: 1))])
        let catalogue = try catalogue(policies: [policy], scopes: [ScopeMapping(scope: "s", policies: ["p"])])
        let merged = grant("s", catalogue)
        #expect(merged.rate?.limit == .limited(requests: 2, seconds: 1))
        #expect(merged.rateRule?.place == CounterPlace(policy: "p", api: "payments"))
        #expect(merged.quota?.limit == .limited(maximum: 9, window: .seconds(9)))
        #expect(merged.quotaRule?.place == CounterPlace(policy: "p", api: nil))
    }

    @Test("Access is united, and a whole API absorbs parts of it")
    func unitesAccess() throws {
        let get = try #require(PathPattern("/other"))
        let part = Policy(name: "part", access: [AccessRight(api: "payments", paths: [PathRule(pattern: get)])])
        let whole = Policy(name: "whole", access: [AccessRight(api: "payments")])
        let catalogue = try catalogue(
            policies: [part, whole],
            scopes: [
                ScopeMapping(scope: "part", policies: ["part"]), ScopeMapping(scope: "whole", policies: ["whole"]),
            ])
        let plan = "product_payments free_plan "
        #expect(try rejection(plan, catalogue, path: "/payment-api/other") == .accessDenied)
        #expect(try rejection(plan + "part", catalogue, path: "/payment-api/other") == nil)
        #expect(try rejection(plan + "part", catalogue, path: "/payment-api/third") == .accessDenied)
        #expect(try rejection(plan + "part whole", catalogue, path: "/payment-api/third") == nil)
    }

    @Test("The wider limit wins: rates as fractions, quotas as pairs, ties by burst and then by name")
    func mergesLimits() throws {
        func merged(_ limits: [(String, Limits)]) throws -> Grant {
            let catalogue = try catalogue(
                policies: limits.map { Policy(name: $0.0, limits: $0.1) },
                scopes: limits.map { ScopeMapping(scope: $0.0, policies: [$0.0]) })
            return grant(limits.map(\.0).joined(separator: " "), catalogue)
        }
        func rate(_ texts: String...) throws -> String? {
            let limits = texts.enumerated().map { ("p\($0)", Limits(rate: RateLimit($1))) }
            return try merged(limits).rate.map { "\($0.limit) \($0.policy)" }
        }
        func quota(_ texts: String...) throws -> String? {
            let limits = texts.enumerated().map { ("p\($0)", Limits(quota: Quota($1))) }
            return try merged(limits).quota.map { "\($0.limit) \($0.policy)" }
        }
        #expect(try rate("5/1s", "10/1s") == "10/1s p1")
        #expect(try rate("1/1s", "59/1min", "61/1min") == "61/1min p2")
        #expect(try rate("2/2s", "1/1s") == "2/2s p0")
        #expect(try rate("1/1s", "1/1s") == "1/1s p0")
        #expect(try rate("1000/1s", "unlimited") == "unlimited p1")
        #expect(try quota("1000/1h", "50/1d") == "1000/1h p0")
        #expect(try quota("10/1d", "300/month", "70/1w") == "300/month p1")
        #expect(try quota("unlimited", "5/1s") == "unlimited p0")
        #expect(
            try merged([("a", Limits(concurrency: 2)), ("b", Limits(concurrency: 7)), ("c", Limits())]).concurrency == 7
        )
    }

    @Test("Metadata comes from the highest priority, then from the smallest name; tags are united")
    func mergesMetadata() throws {
        let policies = [
            Policy(name: "b", tags: ["x"], metadata: ["tier": "b", "only": "b"], priority: 1),
            Policy(name: "a", tags: ["y", "x"], metadata: ["tier": "a"], priority: 1),
            Policy(name: "c", metadata: ["tier": "c"], priority: 2),
        ]
        let catalogue = try catalogue(
            policies: policies, scopes: policies.map { ScopeMapping(scope: $0.name, policies: [$0.name]) })
        for order in ["a b", "b a"] {
            #expect(grant(order, catalogue).metadata == ["tier": "a", "only": "b"])
        }
        for order in ["a b c", "c b a", "b c a"] { #expect(grant(order, catalogue).metadata["tier"] == "c") }
        #expect(grant("a b", catalogue).tags == ["x", "y"])
    }

    private func describe(_ grant: Grant) -> String {
        let rate = grant.rate.map { "\($0.limit) \($0.policy)" } ?? "-"
        let quota = grant.quota.map { "\($0.limit) \($0.policy)" } ?? "-"
        let metadata = grant.metadata.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        return "\(rate) \(quota) \(grant.concurrency ?? 0) \(grant.policies) \(metadata) \(grant.access != nil)"
    }
}
