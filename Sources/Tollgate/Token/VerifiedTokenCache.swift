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
    private static let shardCount = 16
    private static let threadTableCount = 16

    private let shards: InlineArray<16, VerifiedTokenShard>
    private let threadTables: InlineArray<16, VerifiedTokenShard>
    private let isEnabled: Bool

    /// A cache that holds at most so many bytes; 0 remembers nothing.
    init(maximumBytes: Int) {
        let bytes = max(0, maximumBytes)
        isEnabled = bytes > 0
        shards = InlineArray { _ in VerifiedTokenShard(maximumBytes: bytes / 4 * 3 / Self.shardCount) }
        threadTables = InlineArray { _ in VerifiedTokenShard(maximumBytes: bytes / 4 / Self.threadTableCount) }
    }

    /// What is known of the token with exactly these bytes, on an API.
    func find(_ token: Span<UInt8>, on api: GateAPI) -> VerifiedTokenTable.Found {
        guard isEnabled, token.count >= VerifiedToken.minimumByteCount else { return .nothing }
        let hash = VerifiedToken.hash(of: token)
        let own = Self.threadTable
        if threadTables[own].isUsed.load(ordering: .relaxed) {
            let found = threadTables[own].table.withLock { $0.find(token, hash: hash, on: api) }
            if case .nothing = found {} else { return found }
        }
        let home = Self.shard(of: hash)
        if let found = shards[home].table.withLockIfAvailable({ $0.find(token, hash: hash, on: api) }) {
            if case .nothing = found { shards[home].misses.add(1, ordering: .relaxed) }
            return found
        }
        let found = shards[home].table.withLock { $0.find(token, hash: hash, on: api) }
        // Another thread is after the same shard, probably after the same token.
        switch found {
        case .use(let use): insertIntoThreadTable(use.copy())
        case .token(let token): insertIntoThreadTable(token.copy())
        case .nothing: shards[home].misses.add(1, ordering: .relaxed)
        }
        return found
    }

    /// Remembers a token that has just been verified.
    func insert(_ token: VerifiedToken) {
        guard isEnabled else { return }
        // What is evicted is freed outside of the lock.
        let evicted = shards[Self.shard(of: token.hash)].table.withLock { $0.insert(token) }
        withExtendedLifetime(evicted) {}
        let own = Self.threadTable
        guard threadTables[own].isUsed.load(ordering: .relaxed) else { return }
        // A copy of what was remembered before would be found first.
        let old = threadTables[own].table.withLock { $0.remove(hash: token.hash) }
        withExtendedLifetime(old) {}
    }

    /// Remembers a new use of a token that is remembered.
    func add(_ use: TokenUse) {
        guard isEnabled else { return }
        let own = Self.threadTable
        if threadTables[own].isUsed.load(ordering: .relaxed) {
            let old = threadTables[own].table.withLock { $0.add(use) }
            if old != nil { return withExtendedLifetime(old) {} }
        }
        let old = shards[Self.shard(of: use.hash)].table.withLock { $0.add(use) }
        withExtendedLifetime(old) {}
    }

    /// Forgets what tokens amount to, but not that they verified: another catalogue says what they do now.
    func forgetUses() {
        for index in shards.indices {
            let old = shards[index].table.withLock { $0.removeUses() }
            withExtendedLifetime(old) {}
        }
        for index in threadTables.indices {
            let old = threadTables[index].table.withLock { $0.removeUses() }
            withExtendedLifetime(old) {}
        }
    }

    /// How the cache has done so far.
    func statistics() -> VerifiedTokenCacheStatistics {
        var statistics = VerifiedTokenCacheStatistics()
        for index in shards.indices { statistics.add(shards[index]) }
        for index in threadTables.indices { statistics.add(threadTables[index]) }
        return statistics
    }

    private func insertIntoThreadTable(_ token: VerifiedToken) {
        let own = Self.threadTable
        let evicted = threadTables[own].table.withLock { $0.insert(token) }
        withExtendedLifetime(evicted) {}
        threadTables[own].isUsed.store(true, ordering: .relaxed)
    }

    private static func shard(of hash: UInt64) -> Int { Int(truncatingIfNeeded: hash >> 60) }

    private static var threadTable: Int { ThreadNumber.current & (threadTableCount - 1) }
}
