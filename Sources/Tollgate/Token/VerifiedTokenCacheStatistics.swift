/// How the cache of verified tokens has done since the gate was made.
public struct VerifiedTokenCacheStatistics: Hashable, Sendable {
    /// How many tokens were found.
    public internal(set) var hits: UInt64 = 0
    /// How many were not.
    public internal(set) var misses: UInt64 = 0
    /// How many had to make room for others.
    public internal(set) var evictions: UInt64 = 0
    /// How many are there; one that several threads use counts for each of their stripes.
    public internal(set) var entries = 0
    /// What they are charged: the tokens' bytes and 512 for each.
    public internal(set) var bytes = 0
}
