internal import TollgateCatalogue

/// A policy of the catalogue, with APIs by their place instead of their name.
final class GatePolicy: Sendable {
    let name: String
    let isActive: Bool
    /// The rules for each API that the policy opens.
    let access: [Int: PathOpening]
    let tags: [String]
    let metadata: [String: String]
    let priority: Int

    private let limits: Limits
    private let limitsByAPI: [Int: Limits]

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
        limits = policy.limits
        limitsByAPI = Dictionary(
            policy.limitsByAPI.compactMap { name, limits in apiPlaces[name].map { ($0, limits) } }
        ) { first, _ in first }
    }

    /// The rate for an API: its own, else the policy-wide one.
    func rate(for api: Int) -> (limit: RateLimit, isForOneAPI: Bool)? {
        if let own = limitsByAPI[api]?.rate { return (own, true) }
        return limits.rate.map { ($0, false) }
    }

    /// The quota for an API: its own, else the policy-wide one.
    func quota(for api: Int) -> (limit: Quota, isForOneAPI: Bool)? {
        if let own = limitsByAPI[api]?.quota { return (own, true) }
        return limits.quota.map { ($0, false) }
    }

    /// The concurrency for an API: its own, else the policy-wide one.
    func concurrency(for api: Int) -> (limit: Int, isForOneAPI: Bool)? {
        if let own = limitsByAPI[api]?.concurrency { return (own, true) }
        return limits.concurrency.map { ($0, false) }
    }
}
