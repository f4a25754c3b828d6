internal import Synchronization
internal import TollgateConcurrency

/// The counts of the cache of verified tokens since the gate was made.
public struct VerifiedTokenCacheStatistics: Hashable, Sendable {
    /// The number of tokens that were found.
    public internal(set) var hits: UInt64 = 0
    /// The number of tokens that were not found.
    public internal(set) var misses: UInt64 = 0
    /// The share of look-ups that found their token, from 0 to 1; 0 before the first one.
    public var hitRatio: Double { hits == 0 ? 0 : Double(hits) / Double(hits + misses) }
    /// The number of tokens that had to make room for others.
    public internal(set) var evictions: UInt64 = 0
    /// The number of tokens that are there; one that several threads use counts for each of their tables.
    public internal(set) var entries = 0
    /// The bytes that they are charged: the tokens' own, 512 for each, and what a gateway has
    /// rendered of them.
    public internal(set) var bytes = 0
}

extension VerifiedTokenCacheStatistics {
    /// Adds what one of the tables has counted.
    mutating func add(_ shard: borrowing VerifiedTokenShard) {
        misses += shard.misses.load(ordering: .relaxed)
        let (hits, evictions, entries, bytes) = shard.table.withLock { ($0.hits, $0.evictions, $0.count, $0.bytes) }
        self.hits += hits
        self.evictions += evictions
        self.entries += entries
        self.bytes += bytes
    }
}
