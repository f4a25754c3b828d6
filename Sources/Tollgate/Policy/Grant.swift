public import TollgateCatalogue

/// What a token's scopes amount to on one API: the merged access rights and limits.
public struct Grant: Sendable {
    /// The rate, and the name of the policy that set it.
    public internal(set) var rate: (limit: RateLimit, policy: String)?
    /// The quota, and the name of the policy that set it.
    public internal(set) var quota: (limit: Quota, policy: String)?
    /// How many requests may be in progress at once.
    public internal(set) var concurrency: Int?
    /// The name of the policy that set the concurrency.
    public internal(set) var concurrencyPolicy: String?
    /// The names of the policies that took part, sorted.
    public internal(set) var policies: [String] = []
    /// Their tags, sorted.
    public internal(set) var tags: [String] = []
    /// Their metadata, each value from the policy with the highest priority.
    public internal(set) var metadata: [String: String] = [:]
    /// The name of the policy that each value of the metadata is from.
    public internal(set) var metadataPolicies: [String: String] = [:]

    /// Which paths are open; `nil` if the API is not.
    var access: PathAccess?
    /// What the client's bucket is for; `nil` where no rate is set or it is unlimited.
    var rateRule: RateRule?
    /// What the client's count is for; `nil` where no quota is set or it is unlimited.
    var quotaRule: QuotaRule?
    /// Whether the concurrency belongs to this API alone.
    var concurrencyIsForOneAPI = false
}
