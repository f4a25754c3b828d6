internal import TollgateCatalogue

/// Merges what several policies grant on one API.
///
/// Each field of the result is one contributor's, and ties go to the smallest policy name, so that the order of the
/// scopes never matters (design §4).
struct GrantMerge {
    let api: Int
    private(set) var grant = Grant()
    private var policies: Set<String> = []
    private var tags: Set<String> = []
    private var metadata: [String: (value: String, priority: Int, policy: String)] = [:]

    init(api: Int) {
        self.api = api
    }

    /// Adds all that a policy grants, or only its access.
    mutating func add(_ policy: CompiledPolicy, includingLimits: Bool, includingAccess: Bool = true) {
        policies.insert(policy.name)
        tags.formUnion(policy.tags)
        for (key, value) in policy.metadata { addMetadata(key, value, of: policy) }
        if includingAccess, let access = policy.access[api] {
            grant.access = grant.access ?? PathAccess()
            grant.access?.insert(access)
        }
        guard includingLimits else { return }
        if let (limit, rule) = policy.rate(for: api), Self.isBetter(limit, policy.name, than: grant.rate) {
            grant.rate = (limit, policy.name)
            grant.rateRule = rule
        }
        if let (limit, rule) = policy.quota(for: api), Self.isBetter(limit, policy.name, than: grant.quota) {
            grant.quota = (limit, policy.name)
            grant.quotaRule = rule
        }
        if let (limit, isForOneAPI) = policy.concurrency(for: api) {
            if isBetter(limit, isForOneAPI: isForOneAPI, policy.name) {
                grant.concurrency = limit
                grant.concurrencyPolicy = policy.name
                grant.concurrencyIsForOneAPI = isForOneAPI
            }
        }
    }

    /// The larger; of two equal ones the policy-wide one; then the smaller name.
    private func isBetter(_ concurrency: Int, isForOneAPI: Bool, _ policy: String) -> Bool {
        guard let best = grant.concurrency, let other = grant.concurrencyPolicy else { return true }
        if concurrency != best { return concurrency > best }
        if isForOneAPI != grant.concurrencyIsForOneAPI { return !isForOneAPI }
        return policy < other
    }

    /// The merged grant.
    func result() -> Grant {
        var grant = grant
        grant.policies = policies.sorted()
        grant.tags = tags.sorted()
        grant.metadata = metadata.mapValues(\.value)
        grant.metadataPolicies = metadata.mapValues(\.policy)
        return grant
    }

    private mutating func addMetadata(_ key: String, _ value: String, of policy: CompiledPolicy) {
        if let other = metadata[key],
            (other.priority, policy.name) > (policy.priority, other.policy) || other.policy == policy.name
        {
            return
        }
        metadata[key] = (value, policy.priority, policy.name)
    }

    /// Most requests per second, compared as fractions; then the larger burst; then the smaller name.
    private static func isBetter(
        _ limit: RateLimit, _ policy: String, than other: (limit: RateLimit, policy: String)?
    ) -> Bool {
        guard let other else { return true }
        return isBetter(amount(limit), policy, than: amount(other.limit), other.policy)
    }

    /// Most requests per second of the window; then the larger maximum; then the smaller name.
    private static func isBetter(
        _ limit: Quota, _ policy: String, than other: (limit: Quota, policy: String)?
    ) -> Bool {
        guard let other else { return true }
        return isBetter(amount(limit), policy, than: amount(other.limit), other.policy)
    }

    /// So many requests in so many seconds; `nil` stands for no limit.
    private typealias Amount = (requests: Int64, seconds: Int64)?

    private static func amount(_ limit: RateLimit) -> Amount {
        guard case .limited(let requests, let seconds) = limit else { return nil }
        return (requests, seconds)
    }

    private static func amount(_ quota: Quota) -> Amount {
        guard case .limited(let maximum, let window) = quota else { return nil }
        return (maximum, window.nominalSeconds)
    }

    private static func isBetter(_ mine: Amount, _ policy: String, than theirs: Amount, _ other: String) -> Bool {
        guard let mine else { return theirs != nil || policy < other }
        guard let theirs else { return false }
        // All factors are below 2³¹: the products fit.
        let left = mine.requests * theirs.seconds
        let right = theirs.requests * mine.seconds
        if left != right { return left > right }
        if mine.requests != theirs.requests { return mine.requests > theirs.requests }
        return policy < other
    }
}
