internal import TollgateCatalogue
internal import TollgateConcurrency

/// Counts what clients use, on one node.
///
/// Safe to use from any thread. A client's counters are found under a lock, once for each token that is remembered;
/// from then on its requests are counted without one.
final class Limiter: Sendable {
    /// Whose counters: a client of an issuer, or one subject of it.
    struct Key: Hashable, Sendable {
        private let bytes: [UInt8]
        /// Made once, of all bytes together: it chooses the shard and the place in it.
        private let hash: Int

        /// The client of a token, and its subject where that is what limits go by.
        init?(_ claims: Claims, limitedBy: API.LimitSubject) {
            guard let client = claims.clientPart, let issuer = claims.issuerPart else { return nil }
            let subject = limitedBy == .subject ? claims.subjectPart ?? 0..<0 : nil
            var bytes: [UInt8] = []
            bytes.reserveCapacity(issuer.count + client.count + (subject?.count ?? 0) + 9)
            for part in [issuer, client, subject].compactMap({ $0 }) {
                TextList.append(claims.texts.span, Int(part.lowerBound)..<Int(part.upperBound), to: &bytes)
            }
            self.bytes = bytes
            var hasher = Hasher()
            unsafe bytes.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
            hash = hasher.finalize()
        }

        static func == (lhs: Key, rhs: Key) -> Bool { lhs.hash == rhs.hash && lhs.bytes == rhs.bytes }

        func hash(into hasher: inout Hasher) { hasher.combine(hash) }

        /// Which of so many shards it belongs to.
        func shard(of count: Int) -> Int { Int(UInt(bitPattern: hash) % UInt(count)) }
    }

    private struct Shard {
        var clients: [Key: ClientCounters] = [:]
        /// So many clients make it worth looking for some that can be forgotten.
        var nextSweep = Limiter.firstSweep
    }

    private final class ShardBox: Sendable {
        let lock = Lock(Shard())
    }

    private static let shardCount = 16
    private static let firstSweep = 64

    private let shards = (0..<shardCount).map { _ in ShardBox() }

    /// The counters that a client's requests with a grant are charged to.
    ///
    /// - Parameters:
    ///   - grant: The merged limits.
    ///   - key: Whose counters.
    ///   - api: The API's name.
    ///   - instant: Now.
    ///   - countsProgress: Whether any policy limits concurrency, so that requests in progress have to be counted.
    ///   - keeps: Whether new counters are kept; explaining only looks.
    /// - Returns: The counters.
    func charges(
        for grant: Grant, key: Key, api: String, at instant: Instant, countsProgress: Bool = true, keeps: Bool = true
    ) -> Charges {
        let shard = shards[key.shard(of: Self.shardCount)]
        return shard.lock.withLock { shard in
            while true {
                let client = shard.clients[key] ?? ClientCounters()
                let charges = client.charges(
                    for: grant, api: api, at: instant, countsProgress: countsProgress, keeps: keeps)
                guard let charges else {
                    // Dropped: whoever did so held this lock, so that it is no longer in the table.
                    shard.clients[key] = nil
                    continue
                }
                if keeps, shard.clients[key] == nil {
                    if shard.clients.count >= shard.nextSweep { Self.sweep(&shard, at: instant) }
                    shard.clients[key] = client
                }
                return charges
            }
        }
    }

    /// How many clients have counters.
    var clientCount: Int { shards.reduce(0) { $0 + $1.lock.withLock { $0.clients.count } } }

    /// Forgets the clients for whom that changes nothing; the next sweep comes when their number has doubled.
    private static func sweep(_ shard: inout Shard, at instant: Instant) {
        shard.clients = shard.clients.filter { !$0.value.dropIfIdle(at: instant) }
        shard.nextSweep = max(firstSweep, shard.clients.count * 2)
    }
}
