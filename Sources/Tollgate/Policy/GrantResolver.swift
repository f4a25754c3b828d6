internal import TollgateCatalogue

/// Turns scopes into a grant: a pure function of the scopes, the API and the catalogue (design §4).
enum GrantResolver {
    /// What a token with these scopes may do on an API.
    ///
    /// - Parameters:
    ///   - scopes: The token's scopes, in any order.
    ///   - api: The API.
    ///   - catalogue: The catalogue that both belong to.
    ///   - trace: What was seen, for explaining.
    /// - Returns: The merged grant; it may grant nothing.
    static func grant<Trace: DecisionTrace>(
        scopes: [ExactString], api: GateAPI, catalogue: GateCatalogue, _ trace: inout Trace
    ) -> Grant {
        var merge = GrantMerge(api: api.index)
        var namesAnyPolicy = false
        for scope in scopes {
            let grants = catalogue.scopes[scope] ?? []
            trace.scope(
                scope.text, brings: grants.map { $0.policy.isActive ? $0.policy.name : "\($0.policy.name) (inactive)" })
            for grant in grants {
                namesAnyPolicy = true
                guard grant.policy.isActive else { continue }
                merge.add(
                    grant.policy, includingLimits: grant.limitsOnlyFor.map { $0.contains(api.index) } ?? true)
            }
        }
        if !namesAnyPolicy, let policy = catalogue.policies[api.source.defaultPolicy] {
            trace.defaultPolicy(policy.name)
            if policy.isActive { merge.add(policy, includingLimits: true) }
        }
        let hasPlan = merge.grant.rate != nil || merge.grant.quota != nil
        if !hasPlan, merge.grant.access != nil, case .policy(let name) = api.source.withoutPlan,
            let policy = catalogue.policies[name], policy.isActive
        {
            merge.add(policy, includingLimits: true, includingAccess: false)
        }
        return merge.result()
    }

    /// Checks that a grant opens the request and comes with a plan, in the documented order.
    static func check<Trace: DecisionTrace>(
        _ grant: Grant, _ request: GateRequest, _ trace: inout Trace
    ) throws(Rejection) {
        guard let access = grant.access else {
            throw trace.failed(
                .scope, .scopeInsufficient, "no policy of the scopes opens the API `\(request.api.name)`")
        }
        trace.passed(
            .scope, "the scopes open the API `\(request.api.name)` by \(grant.policies.joined(separator: ", "))")
        guard access.allows(method: request.method, segments: request.api.segmentsBelow(request.path)) else {
            throw trace.failed(.access, .accessDenied, "no rule opens \(request.method) \(request.path.text)")
        }
        trace.passed(.access, "\(request.method) \(request.path.text) is open")
        guard grant.rate != nil || grant.quota != nil else {
            throw trace.failed(.plan, .planMissing, "no policy of the scopes sets a rate or a quota")
        }
        if let rate = grant.rate { trace.passed(.plan, "rate \(rate.limit) from `\(rate.policy)`") }
        if let quota = grant.quota { trace.passed(.plan, "quota \(quota.limit) from `\(quota.policy)`") }
    }
}
