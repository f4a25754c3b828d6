internal import TollgateCatalogue
internal import TollgateConcurrency

/// Counts what clients use, on one node.
///
/// Safe to use from any thread. A client's counters are found under a lock, once for each token that is remembered;
/// from then on its requests are counted without one.
///
/// A client with one plan, whose identifier has up to 40 bytes, takes 144 bytes and 16 to 32 in a table. A longer
/// identifier, or a subject, takes its bytes and about 40 more; limits on concurrency about 200 more, and so does a
/// second plan; each further plan about 70. Clients for whom there is nothing to remember are forgotten.
final class Limiter: Sendable {
    private static let shardCount = 64

    let shards = (0..<shardCount).map { _ in LimiterShard() }

    /// The counters that a client's requests with a grant are charged to.
    ///
    /// - Parameters:
    ///   - grant: The merged limits.
    ///   - key: The client, or the subject, whose counters they are.
    ///   - api: The API's name.
    ///   - instant: Now.
    ///   - countsProgress: Whether any policy limits concurrency, so that requests in progress have to be counted.
    ///   - keeps: Whether new counters are kept; explaining only looks.
    /// - Returns: The counters.
    func charges(
        for grant: Grant, of key: CounterOwner, api: String, at instant: Instant, countsProgress: Bool = true,
        keeps: Bool = true
    ) -> Charges {
        let hash = key.tableHash
        let shard = shard(of: hash)
        return shard.clients.withLock { clients in
            let client = keeps ? clients.client(key, hash: hash, at: instant) : clients.find(key, hash: hash)
            return (client ?? ClientCounters(key)).charges(
                for: grant, api: api, in: shard, at: instant, countsProgress: countsProgress, keeps: keeps)
        }
    }

    /// Forgets the clients for whom that changes nothing; new clients cause this now and then as well.
    func forgetIdleClients(at instant: Instant) {
        for shard in shards { shard.clients.withLock { $0.sweep(at: instant) } }
    }

    /// Does something to a client's counters; they are made if there are none.
    func withClient(_ key: CounterOwner, at instant: Instant, _ body: (ClientCounters) -> Void) {
        let hash = key.tableHash
        shard(of: hash).clients.withLock { body($0.client(key, hash: hash, at: instant)) }
    }

    /// The number of clients that have counters.
    var clientCount: Int { shards.reduce(0) { $0 + $1.clients.withLock { $0.count } } }

    private func shard(of hash: UInt64) -> LimiterShard {
        shards[Int(truncatingIfNeeded: hash) & (Self.shardCount - 1)]
    }
}
