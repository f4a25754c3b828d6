internal import TollgateCatalogue
internal import TollgateConcurrency

/// Token buckets by address, for requests that no client answers for; all loops share them.
///
/// An address whose bucket is full is forgotten. Where there are more of them than there is room for, one that was
/// known makes room.
final class AddressBuckets: Sendable {
    /// The kinds of requests that are counted apart.
    enum Kind: Hashable, Sendable {
        case open
        case failedToken
    }

    fileprivate struct Key: Hashable {
        let api: String
        let kind: Kind
        let address: IPAddress
    }

    fileprivate struct Shard {
        /// The moments at which buckets are full, in nanoseconds.
        var full: [Key: Int64] = [:]
        /// The number of buckets at which those that are full are looked for.
        var sweepsAt = 1_024
    }

    private static let shardCount = 16
    /// The most buckets of one shard.
    fileprivate static let mostBuckets = 65_536

    private let shards = (0..<shardCount).map { _ in LockedShard() }

    private final class LockedShard: Sendable {
        let state = Lock(Shard())
    }

    /// Takes a request out of the bucket of an address.
    ///
    /// - Parameters:
    ///   - rate: The rate.
    ///   - kind: The kind of the request.
    ///   - api: The API's name.
    ///   - address: The address as text; one that is none is not limited.
    ///   - now: The moment in nanoseconds.
    ///   - onlyLooks: Whether nothing is taken.
    /// - Returns: `nil` where the bucket holds one, else the seconds until it does, 1 or more.
    func wait(
        _ rate: RateLimit?, _ kind: Kind, of api: String, from address: String, at now: Int64, onlyLooks: Bool = false
    ) -> Int64? {
        guard case .limited(let requests, let seconds)? = rate, let address = IPAddress(address)?.network else {
            return nil
        }
        let period = min(seconds, 4_000_000_000) * 1_000_000_000
        let cost = max(1, period / max(1, requests))
        let key = Key(api: api, kind: kind, address: address)
        let shard = shards[Int(truncatingIfNeeded: (address.high ^ address.low) % UInt64(Self.shardCount))]
        return shard.state.withLock { shard in
            let next = max(shard.full[key] ?? 0, now) + cost
            let excess = next - now - period
            guard excess <= 0 else { return (excess + 999_999_999) / 1_000_000_000 }
            if !onlyLooks {
                shard.makeRoom(at: now)
                shard.full[key] = next
            }
            return nil
        }
    }

    /// The number of buckets that are not full, or were not looked for yet.
    var count: Int { shards.reduce(0) { $0 + $1.state.withLock { $0.full.count } } }
}

extension AddressBuckets.Shard {
    /// Forgets full buckets, where there are many.
    fileprivate mutating func makeRoom(at now: Int64) {
        guard full.count >= sweepsAt else { return }
        full = full.filter { $0.value > now }
        sweepsAt = min(max(1_024, full.count * 2), AddressBuckets.mostBuckets)
        if full.count >= AddressBuckets.mostBuckets, let victim = full.keys.first { full[victim] = nil }
    }
}
