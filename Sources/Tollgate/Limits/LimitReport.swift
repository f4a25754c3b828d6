/// The limits that decided about a client's request, and what is left of them.
public struct LimitReport: Hashable, Sendable {
    /// One limit.
    public struct Entry: Hashable, Sendable {
        /// The policy that set it.
        public let policy: String
        /// The number of requests that it allows in its window.
        public let limit: Int64
        /// The length of the window in seconds.
        public let windowSeconds: Int64
        /// The number of requests that are left.
        public let remaining: Int64
        /// In how many seconds all of them are there again.
        public let resetSeconds: Int64
    }

    /// The rate, unless it is unlimited or none is set.
    public internal(set) var rate: Entry?
    /// The quota, unless it is unlimited or none is set.
    public internal(set) var quota: Entry?
    /// In how many seconds a refused request would pass: at least 1, or `nil` where nothing was refused.
    public internal(set) var retryAfterSeconds: Int64?
}
