internal import TollgateCatalogue
internal import TollgateEncoding

/// Turns scopes into a grant: a pure function of the scopes, the API and the catalogue (design §4).
enum GrantResolver {
    /// Resolves a token's scopes on an API into a grant, or recalls it where they are few enough.
    static func grant<Trace: DecisionTrace>(
        of claims: Claims, on api: CompiledAPI, _ trace: inout Trace
    ) -> ResolvedGrant {
        // Only the request path remembers grants; explaining shows how one comes about.
        guard Trace.self == NoTrace.self, let scopes = ScopeNumbers(claims, api.index) else {
            return ResolvedGrant(resolve(claims, api, &trace))
        }
        return api.index.grants.grant(of: scopes, on: api.place) {
            var trace = NoTrace()
            return resolve(claims, api, &trace)
        }
    }

    /// Resolves those of a token's scopes into a grant that its client was granted.
    static func grant<Trace: DecisionTrace>(
        of claims: Claims, on api: CompiledAPI, for client: RegisteredClients.Entry, at instant: Instant,
        _ trace: inout Trace
    ) -> ResolvedGrant {
        let (granted, validity) = client.scopes(at: instant.unixSeconds)
        return ResolvedGrant(resolve(claims, api, among: granted, &trace), dependingOn: client, while: validity)
    }

    /// Resolves a token's scopes, in any order, into a grant on an API.
    ///
    /// - Parameters:
    ///   - claims: The claims of the token.
    ///   - api: The API.
    ///   - granted: The scopes that count, or `nil` where all do.
    ///   - trace: Gets every step, for explaining.
    /// - Returns: The merged grant; it may grant nothing.
    static func resolve<Trace: DecisionTrace>(
        _ claims: Claims, _ api: CompiledAPI, among granted: Set<ExactString>? = nil, _ trace: inout Trace
    ) -> Grant {
        let index = api.index
        var merge = GrantMerge(api: api.place)
        var namesAnyPolicy = false
        var cursor = claims.scopeList
        while let part = cursor.next(in: claims.texts) {
            if let granted {
                let scope = String(decoding: claims.texts[part], as: UTF8.self)
                guard granted.contains(ExactString(scope)) else {
                    trace.withheld(scope)
                    continue
                }
            }
            let grants = index.scope(claims.texts.span, part).map { index.scopes[$0] } ?? []
            trace.scope(
                String(decoding: claims.texts[part], as: UTF8.self),
                brings: grants.map { $0.policy.isActive ? $0.policy.name : "\($0.policy.name) (inactive)" })
            for grant in grants {
                namesAnyPolicy = true
                guard grant.policy.isActive else { continue }
                merge.add(
                    grant.policy, includingLimits: grant.limitsOnlyFor.map { $0.contains(api.place) } ?? true)
            }
        }
        if !namesAnyPolicy, let policy = index.policies[api.source.defaultPolicy] {
            trace.defaultPolicy(policy.name)
            if policy.isActive { merge.add(policy, includingLimits: true) }
        }
        let hasPlan = merge.grant.rate != nil || merge.grant.quota != nil
        if !hasPlan, merge.grant.access != nil, case .policy(let name) = api.source.withoutPlan,
            let policy = index.policies[name], policy.isActive
        {
            trace.withoutPlan(name)
            merge.add(policy, includingLimits: true, includingAccess: false)
        }
        return merge.result()
    }

    /// Whether a policy by itself opens a request.
    static func opens(_ request: GateRequest, _ policy: CompiledPolicy) -> Bool {
        var merge = GrantMerge(api: request.api.place)
        merge.add(policy, includingLimits: false)
        var trace = NoTrace()
        do throws(Rejection) {
            try check(ResolvedGrant(merge.result()), request, &trace)
            return true
        } catch {
            // Access comes before the plan.
            return error == .planMissing
        }
    }

    /// Checks that a grant opens the request and comes with a plan, in the documented order.
    static func check<Trace: DecisionTrace>(
        _ resolved: ResolvedGrant, _ request: GateRequest, _ trace: inout Trace
    ) throws(Rejection) {
        guard resolved.opensAPI else {
            throw trace.failed(
                .scope, .scopeInsufficient, "no policy of the scopes opens the API `\(request.api.name)`")
        }
        trace.passed(
            .scope,
            "the scopes open the API `\(request.api.name)` by \(resolved.grant.policies.joined(separator: ", "))")
        guard request.api.opens(resolved.access, method: request.method, request.path) else {
            throw trace.failed(.access, .accessDenied, "no rule opens \(request.method) \(request.path.text)")
        }
        trace.passed(.access, "\(request.method) \(request.path.text) is open")
        guard resolved.hasPlan else {
            throw trace.failed(.plan, .planMissing, "no policy of the scopes sets a rate or a quota")
        }
        if let rate = resolved.grant.rate { trace.passed(.plan, "rate \(rate.limit) from `\(rate.policy)`") }
        if let quota = resolved.grant.quota { trace.passed(.plan, "quota \(quota.limit) from `\(quota.policy)`") }
    }
}
