internal import TollgateCatalogue

/// A policy of the catalogue, with APIs by their place instead of their name.
final class CompiledPolicy: Sendable {
    let name: String
    let isActive: Bool
    /// The rules for each API that the policy opens.
    let access: [Int: PathOpening]
    let tags: [String]
    let metadata: [String: String]
    let priority: Int

    private let limits: PolicyLimits
    private let limitsByAPI: [Int: PolicyLimits]

    /// Prepares a policy.
    ///
    /// - Parameters:
    ///   - policy: The policy.
    ///   - apiPlaces: The places of the APIs by their names.
    ///   - paths: For each API, where its path rules are gathered.
    init(_ policy: Policy, apiPlaces: [String: Int], paths: inout [PathTreeBuilder]) {
        name = policy.name
        isActive = policy.isActive
        var access: [Int: PathOpening] = [:]
        for right in policy.access {
            guard let place = apiPlaces[right.api] else { continue }
            let opened = paths[place].open(right.paths)
            access[place] = access[place].map { $0.union(opened) } ?? opened
        }
        self.access = access
        tags = policy.tags
        metadata = policy.metadata
        priority = policy.priority
        limits = PolicyLimits(policy.limits, of: policy.name)
        limitsByAPI = Dictionary(
            policy.limitsByAPI.compactMap { api, limits in
                apiPlaces[api].map { ($0, PolicyLimits(limits, of: policy.name, for: api)) }
            }
        ) { first, _ in first }
    }

    /// The rate for an API: its own, else the policy-wide one.
    func rate(for api: Int) -> (limit: RateLimit, rule: RateRule?)? {
        let limits = limitsByAPI[api].flatMap { $0.source.rate == nil ? nil : $0 } ?? limits
        return limits.source.rate.map { ($0, limits.rate) }
    }

    /// The quota for an API: its own, else the policy-wide one.
    func quota(for api: Int) -> (limit: Quota, rule: QuotaRule?)? {
        let limits = limitsByAPI[api].flatMap { $0.source.quota == nil ? nil : $0 } ?? limits
        return limits.source.quota.map { ($0, limits.quota) }
    }

    /// The concurrency for an API: its own, else the policy-wide one.
    func concurrency(for api: Int) -> (limit: Int, isForOneAPI: Bool)? {
        if let own = limitsByAPI[api]?.source.concurrency { return (own, true) }
        return limits.source.concurrency.map { ($0, false) }
    }
}
