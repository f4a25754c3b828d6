/// The limits that a policy sets; an absent one is not set.
public struct Limits: Hashable, Sendable {
    /// The pace of a client's calls.
    public var rate: RateLimit?
    /// The calls that a client has in a window of time.
    public var quota: Quota?
    /// The number of a client's calls that may be in progress at once.
    public var concurrency: Int?

    /// Limits with these values.
    public init(rate: RateLimit? = nil, quota: Quota? = nil, concurrency: Int? = nil) {
        self.rate = rate
        self.quota = quota
        self.concurrency = concurrency
    }

    /// Whether no limit is set.
    package var isEmpty: Bool { rate == nil && quota == nil && concurrency == nil }
}
