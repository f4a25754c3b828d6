internal import TollgateConcurrency

/// Counts what clients use, on one node.
///
/// Safe to use from any thread.
///
/// Clients are spread over shards, each with its own lock; within a shard a decision and its charge are one step, so
/// that a bucket never lets in more than it holds.
final class Limiter: Sendable {
    /// Whose counters: a client of an issuer, or one subject of it.
    struct Key: Hashable, Sendable {
        let issuer: ExactString
        let client: ExactString
        let subject: ExactString?
    }

    private struct Shard {
        var clients: [Key: ClientCounters] = [:]
        var decisionsUntilSweep = Limiter.decisionsBetweenSweeps
    }

    private static let shardCount = 16
    /// After so many decisions a shard forgets the clients for whom that changes nothing.
    private static let decisionsBetweenSweeps = 4096

    private let shards: [ShardBox]

    private final class ShardBox: Sendable {
        let lock = Lock(Shard())
    }

    init() {
        shards = (0..<Self.shardCount).map { _ in ShardBox() }
    }

    /// Checks a request against its grant's limits and charges it if it passes.
    func admit(
        _ grant: Grant, key: Key, api: Int, at instant: Instant, charges: Bool, countsProgress: Bool = true
    ) -> (report: LimitReport, rejection: Rejection?, lease: ConcurrencyLease?) {
        let outcome = shard(of: key).lock.withLock { shard in
            shard.decisionsUntilSweep -= 1
            if shard.decisionsUntilSweep <= 0 {
                shard.decisionsUntilSweep = Self.decisionsBetweenSweeps
                Self.sweep(&shard, at: instant)
            }
            guard charges else {
                var copy = shard.clients[key] ?? ClientCounters()
                return copy.admit(grant, api: api, at: instant, charges: false, countsProgress: false)
            }
            return shard.clients[key, default: ClientCounters()].admit(
                grant, api: api, at: instant, charges: true, countsProgress: countsProgress)
        }
        let isCounted = charges && outcome.rejection == nil && countsProgress
        let lease = isCounted ? ConcurrencyLease { [self] in release(key, api: api) } : nil
        return (outcome.report, outcome.rejection, lease)
    }

    /// How many clients have counters.
    var clientCount: Int { shards.reduce(0) { $0 + $1.lock.withLock { $0.clients.count } } }

    private func release(_ key: Key, api: Int) {
        shard(of: key).lock.withLock { $0.clients[key]?.release(api: api) }
    }

    private func shard(of key: Key) -> ShardBox {
        shards[Int(UInt(bitPattern: key.hashValue) % UInt(Self.shardCount))]
    }

    private static func sweep(_ shard: inout Shard, at instant: Instant) {
        shard.clients = shard.clients.filter { _, counters in
            var counters = counters
            return !counters.isIdle(at: instant)
        }
    }
}
