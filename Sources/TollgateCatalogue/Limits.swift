/// The limits that a policy sets; an absent one is not set.
public struct Limits: Hashable, Sendable {
    /// How fast a client may call.
    public var rate: RateLimit?
    /// How many calls a client has in a window of time.
    public var quota: Quota?
    /// How many calls of a client may be in progress at once.
    public var concurrency: Int?

    /// Limits with these values.
    public init(rate: RateLimit? = nil, quota: Quota? = nil, concurrency: Int? = nil) {
        self.rate = rate
        self.quota = quota
        self.concurrency = concurrency
    }

    /// Whether no limit is set.
    public var isEmpty: Bool { rate == nil && quota == nil && concurrency == nil }
}
