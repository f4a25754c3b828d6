public import TollgateCatalogue

/// The merged access rights and limits of a token's scopes on one API.
public struct Grant: Sendable {
    /// The rate, and the name of the policy that set it.
    public internal(set) var rate: (limit: RateLimit, policy: String)?
    /// The quota, and the name of the policy that set it.
    public internal(set) var quota: (limit: Quota, policy: String)?
    /// The number of requests that may be in progress at once.
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

    /// The paths that are open; `nil` if the API is not.
    var access: PathAccess?
    /// The rule of the client's bucket; `nil` where no rate is set or it is unlimited.
    var rateRule: RateRule?
    /// The rule of the client's count; `nil` where no quota is set or it is unlimited.
    var quotaRule: QuotaRule?
    /// Whether the concurrency belongs to this API alone.
    var concurrencyIsForOneAPI = false
}
