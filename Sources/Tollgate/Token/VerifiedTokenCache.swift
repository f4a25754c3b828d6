internal import Synchronization
internal import TollgateConcurrency

/// Remembers which bytes have verified and what they say, never whether a request may pass.
///
/// Everything that can change with time, configuration or use is checked again on each hit: expiry, type, issuer,
/// audience, revocation, access and limits. A hit is void when the issuer's keys have changed since.
///
/// The tokens are spread over shards, each with a lock of its own. Where two threads meet at a lock, the one that had
/// to wait takes a copy of the token into a table of its own and looks there first from then on, so that threads that
/// see the same token do not queue, and share nothing that either of them writes to. An entry is charged to every table
/// that holds it: the bound on bytes is never exceeded.
final class VerifiedTokenCache: Sendable {
    typealias Table = VerifiedTokenTable

    private final class Shard: Sendable {
        let table: Lock<Table>
        let misses = Atomic<UInt64>(0)
        /// Whether anything is in it, so that nobody looks where there is nothing.
        let isUsed = Atomic<Bool>(false)

        init(maximumBytes: Int) {
            table = Lock(Table(maximumBytes: maximumBytes))
        }
    }

    private static let shardCount = 16
    private static let threadTableCount = 8

    private let shards: [Shard]
    private let threadTables: [Shard]
    private let isEnabled: Bool

    /// A cache that holds at most so many bytes; 0 remembers nothing.
    init(maximumBytes: Int) {
        let bytes = max(0, maximumBytes)
        isEnabled = bytes > 0
        shards = (0..<Self.shardCount).map { _ in Shard(maximumBytes: bytes / 4 * 3 / Self.shardCount) }
        threadTables = (0..<Self.threadTableCount).map { _ in Shard(maximumBytes: bytes / 4 / Self.threadTableCount) }
    }

    /// What is known of the token with exactly these bytes.
    ///
    /// - Parameters:
    ///   - token: The bytes.
    ///   - api: The API that it is used on.
    /// - Returns: The token's use there, the token, or nothing.
    func find(_ token: Span<UInt8>, on api: GateAPI) -> Table.Found {
        guard isEnabled, token.count >= VerifiedToken.minimumByteCount else { return .nothing }
        let hash = VerifiedToken.hash(of: token)
        let own = threadTable
        if own.isUsed.load(ordering: .relaxed) {
            let found = own.table.withLock { $0.find(token, hash: hash, api: api) }
            if case .nothing = found {} else { return found }
        }
        let home = shard(of: hash)
        if let found = home.table.withLockIfAvailable({ $0.find(token, hash: hash, api: api) }) {
            if case .nothing = found { home.misses.add(1, ordering: .relaxed) }
            return found
        }
        let found = home.table.withLock { $0.find(token, hash: hash, api: api) }
        switch found {
        case .nothing:
            home.misses.add(1, ordering: .relaxed)
            return .nothing
        case .token(let token): return .token(token)
        case .use(let use):
            let copy = TokenUse(token: use.token.copy(), api: api, grant: use.grant, charges: use.charges)
            insert(Table.Entry(token: copy.token, uses: copy), into: own)
            own.isUsed.store(true, ordering: .relaxed)
            return .use(copy)
        }
    }

    /// Remembers a token that has just been verified.
    func insert(_ token: VerifiedToken) {
        guard isEnabled else { return }
        insert(Table.Entry(token: token, uses: nil), into: shard(of: token.hash))
        let own = threadTable
        guard own.isUsed.load(ordering: .relaxed) else { return }
        // A copy of what was remembered before would be found first.
        let old = own.table.withLock { $0.remove(hash: token.hash) }
        withExtendedLifetime(old) {}
    }

    /// Remembers a new use of a token that is remembered.
    func add(_ use: TokenUse) {
        guard isEnabled else { return }
        for shard in [threadTable, shard(of: use.token.hash)] {
            let (isHere, old) = shard.table.withLock { $0.add(use) }
            withExtendedLifetime(old) {}
            if isHere { return }
        }
    }

    /// Forgets what tokens amount to, but not that they verified: another catalogue says what they do now.
    func forgetUses() {
        for shard in shards + threadTables {
            let old = shard.table.withLock { $0.removeUses() }
            withExtendedLifetime(old) {}
        }
    }

    private func insert(_ entry: Table.Entry, into shard: Shard) {
        // What is evicted is freed outside of the lock.
        let evicted = shard.table.withLock { $0.insert(entry) }
        withExtendedLifetime(evicted) {}
    }

    /// How the cache has done so far.
    func statistics() -> VerifiedTokenCacheStatistics {
        var statistics = VerifiedTokenCacheStatistics()
        for shard in shards + threadTables {
            statistics.misses += shard.misses.load(ordering: .relaxed)
            shard.table.withLock { table in
                statistics.hits += table.hits
                statistics.evictions += table.evictions
                statistics.entries += table.count
                statistics.bytes += table.bytes
            }
        }
        return statistics
    }

    private func shard(of hash: UInt64) -> Shard { shards[Int(truncatingIfNeeded: hash >> 60)] }

    private var threadTable: Shard { threadTables[ThreadNumber.current & (Self.threadTableCount - 1)] }
}
