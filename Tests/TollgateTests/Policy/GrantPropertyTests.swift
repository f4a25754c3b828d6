import Testing
import TollgateCatalogue
import TollgateTesting

@testable import Tollgate

/// What the merge of design §4 promises, for random policies.
@Suite("The merge of policies does not depend on how it comes about")
struct GrantPropertyTests {
    /// A catalogue with two APIs and random policies; each policy has a scope of its name.
    private func randomCatalogue(_ generator: inout SeededGenerator, bundles: [ScopeMapping] = []) -> Catalogue {
        var catalogue = TestCatalogue.payments()
        catalogue.apis.append(
            API(name: "orders", listenPath: "/orders/", upstream: "http://127.0.0.1:1/", issuers: ["portal"]))
        catalogue.products = []
        catalogue.plans = []
        catalogue.policies = (0..<6).map { randomPolicy("p\($0)", &generator) }
        catalogue.scopes = catalogue.policies.map { ScopeMapping(scope: $0.name, policies: [$0.name]) } + bundles
        return catalogue
    }

    private func randomPolicy(_ name: String, _ generator: inout SeededGenerator) -> Policy {
        var policy = Policy(name: name, isActive: Int.random(in: 0..<5, using: &generator) > 0)
        policy.limits = randomLimits(&generator)
        if Bool.random(using: &generator) { policy.limitsByAPI["payments"] = randomLimits(&generator) }
        for api in ["payments", "orders"] where Bool.random(using: &generator) {
            let paths = ["/get", "/orders/{id}", "/files/*", "/a"].compactMap { PathPattern($0) }
                .filter { _ in Bool.random(using: &generator) }
                .map { PathRule(pattern: $0, methods: Bool.random(using: &generator) ? ["GET"] : nil) }
            let isWhole = Int.random(in: 0..<4, using: &generator) == 0
            policy.access.append(AccessRight(api: api, paths: isWhole ? nil : paths))
        }
        policy.tags = ["x", "y", "z"].filter { _ in Bool.random(using: &generator) }
        for key in ["k", "l"] where Bool.random(using: &generator) { policy.metadata[key] = "\(key) of \(name)" }
        policy.priority = .random(in: 0...2, using: &generator)
        return policy
    }

    private func randomLimits(_ generator: inout SeededGenerator) -> Limits {
        let seconds = ([1, 2, 60, 120, 3_600] as [Int64]).randomElement(using: &generator) ?? 1
        let count = Int64.random(in: 1...4, using: &generator)
        let rate: [RateLimit?] = [nil, .limited(requests: count, seconds: seconds), .unlimited]
        let window = Bool.random(using: &generator) ? QuotaWindow.seconds(seconds * 21_600) : .calendarMonth
        let quota: [Quota?] = [nil, .limited(maximum: count, window: window), .unlimited]
        func choose<Limit>(_ from: [Limit?]) -> Limit? {
            from[min(1, Int.random(in: 0...2, using: &generator)) + (Int.random(in: 0..<12, using: &generator) / 11)]
        }
        return Limits(
            rate: choose(rate), quota: choose(quota),
            concurrency: Bool.random(using: &generator) ? .random(in: 1...3, using: &generator) : nil)
    }

    private func grant(_ scopes: [String], _ catalogue: CompiledCatalogue, api: Int) -> Grant {
        var explanation = Explanation()
        let claims = Claims(issuer: "", clientID: "c", scopes: scopes)
        return GrantResolver.grant(of: claims, on: catalogue.apis[api], &explanation).grant
    }

    /// Everything that a grant says.
    private func describe(_ grant: Grant) -> String {
        let limits = [
            grant.rate.map { "\($0.limit) \($0.policy) \(grant.rateRule?.place.api ?? "-")" },
            grant.quota.map { "\($0.limit) \($0.policy) \(grant.quotaRule?.place.api ?? "-")" },
            grant.concurrency.map { "\($0) \(grant.concurrencyIsForOneAPI)" },
        ]
        let access = grant.access.map { access in
            (access.isEverything ? "everything " : "") + (0..<64).filter { access.contains($0) }.description
        }
        let metadata = grant.metadata.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        return "\(limits.map { $0 ?? "-" }) \(access ?? "-") \(grant.policies) \(grant.tags) \(metadata)"
    }

    private func randomScopes(_ generator: inout SeededGenerator) -> [String] {
        (0..<6).map { "p\($0)" }.filter { _ in Bool.random(using: &generator) }
    }

    @Test("It is commutative and idempotent: neither the order of scopes nor their repetition changes it")
    func isCommutativeAndIdempotent() throws {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<200 {
            let catalogue = try CompiledCatalogue(randomCatalogue(&generator))
            let scopes = randomScopes(&generator)
            let expected = describe(grant(scopes, catalogue, api: 0))
            for _ in 0..<3 {
                let others = scopes + scopes.filter { _ in Bool.random(using: &generator) }
                #expect(describe(grant(others.shuffled(using: &generator), catalogue, api: 0)) == expected)
            }
        }
    }

    @Test("It is associative: policies that are bundled under one scope amount to the same as each under its own")
    func isAssociative() throws {
        var generator = SeededGenerator(seed: 2)
        for _ in 0..<200 {
            let all = randomScopes(&generator).shuffled(using: &generator)
            let cut = Int.random(in: 0...all.count, using: &generator)
            let bundles = [
                ScopeMapping(scope: "first", policies: Array(all[..<cut])),
                ScopeMapping(scope: "second", policies: Array(all[cut...])),
                ScopeMapping(scope: "all", policies: all),
            ]
            let catalogue = try CompiledCatalogue(randomCatalogue(&generator, bundles: bundles))
            for api in 0..<2 {
                let expected = describe(grant(all, catalogue, api: api))
                #expect(describe(grant(["first", "second"], catalogue, api: api)) == expected)
                #expect(describe(grant(["second", "first"] + all, catalogue, api: api)) == expected)
                #expect(describe(grant(["all"], catalogue, api: api)) == expected)
            }
        }
    }

    @Test("Each merged field is that of one contributor, and what no active policy has is absent")
    func takesFieldsFromContributors() throws {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<200 {
            let source = randomCatalogue(&generator)
            let catalogue = try CompiledCatalogue(source)
            let scopes = randomScopes(&generator)
            let policies = source.policies.filter { scopes.contains($0.name) && $0.isActive }
            for (place, api) in source.apis.enumerated() {
                let merged = grant(scopes, catalogue, api: place)
                func values<Field>(_ field: (Limits) -> Field?) -> [String: Field] {
                    policies.reduce(into: [:]) {
                        $0[$1.name] = $1.limitsByAPI[api.name].flatMap(field) ?? field($1.limits)
                    }
                }
                let (rates, quotas) = (values(\.rate), values(\.quota))
                #expect(merged.rate.map { rates[$0.policy] == $0.limit } ?? rates.isEmpty)
                #expect(merged.quota.map { quotas[$0.policy] == $0.limit } ?? quotas.isEmpty)
                #expect(merged.concurrency == values(\.concurrency).values.max())
                #expect(merged.tags == Set(policies.flatMap(\.tags)).sorted())
                #expect(Set(merged.metadata.keys) == Set(policies.flatMap(\.metadata.keys)))
                for (key, value) in merged.metadata {
                    let having = policies.filter { $0.metadata[key] != nil }
                    let best = having.min { ($1.priority, $0.name) < ($0.priority, $1.name) }
                    #expect(best?.metadata[key] == value)
                }
                #expect((merged.access != nil) == policies.contains { $0.access.contains { $0.api == api.name } })
                // Without scopes the default policy takes part.
                #expect(merged.policies == (scopes.isEmpty ? ["no-op"] : policies.map(\.name).sorted()))
            }
        }
    }

    @Test("Adding a scope never lowers the sustained rate, the sustained quota, the concurrency or the access")
    func neverLowers() throws {
        var generator = SeededGenerator(seed: 4)
        var raised = 0
        for _ in 0..<200 {
            let catalogue = try CompiledCatalogue(randomCatalogue(&generator))
            let scopes = randomScopes(&generator)
            let before = grant(scopes, catalogue, api: 0)
            for added in (0..<6).map({ "p\($0)" }) {
                let after = grant(scopes + [added], catalogue, api: 0)
                #expect(sustained(after.rate?.limit) >= sustained(before.rate?.limit))
                #expect(sustained(after.quota?.limit) >= sustained(before.quota?.limit))
                #expect((after.concurrency ?? 0) >= (before.concurrency ?? 0))
                #expect(before.access == nil || after.access != nil)
                for method in ["GET", "POST"] {
                    for path in ["get", "orders/7", "files/x/y", "a", "b"] {
                        let request = try RequestPath(target: "/payment-api/" + path)
                        func opens(_ grant: Grant) -> Bool {
                            grant.access.map { catalogue.apis[0].opens($0, method: method, request) } ?? false
                        }
                        #expect(!opens(before) || opens(after))
                        if opens(after), !opens(before) { raised += 1 }
                    }
                }
            }
        }
        #expect(raised > 500)
    }

    private func sustained(_ rate: RateLimit?) -> Double {
        guard case .limited(let requests, let seconds) = rate else { return rate == nil ? 0 : .infinity }
        return Double(requests) / Double(seconds)
    }

    private func sustained(_ quota: Quota?) -> Double {
        guard case .limited(let maximum, let window) = quota else { return quota == nil ? 0 : .infinity }
        return Double(maximum) / Double(window.nominalSeconds)
    }
}
