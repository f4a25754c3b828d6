internal import Synchronization
internal import TollgateConcurrency

/// Remembers which bytes have verified and what they say, never whether a request may pass.
///
/// Everything that can change with time, configuration or use is checked again on each hit: expiry, type, issuer,
/// audience, revocation, access and limits. A hit is void when the issuer's keys have changed since.
///
/// The tokens are spread over shards, each with a lock of its own. Where two threads meet at a lock, the one that had
/// to wait takes a copy of the token into a table of its own and looks there first from then on, so that threads that
/// see the same token do not queue, and share nothing that either of them writes to. A copy is charged to the shard that
/// it comes from: all bytes are there for one thread alone, copies take of them only what they need, and the bound is
/// never exceeded.
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
        shards = InlineArray { _ in VerifiedTokenShard(maximumBytes: bytes / Self.shardCount) }
        threadTables = InlineArray { _ in VerifiedTokenShard(maximumBytes: bytes / 4 / Self.threadTableCount) }
    }

    /// Finds the token with exactly these bytes, and how it is authorized on an API.
    func find(_ token: Span<UInt8>, on api: CompiledAPI) -> VerifiedTokenTable.Found {
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
        case .authorized(let token): keepCopy(of: token)
        case .verified(let token): keepCopy(of: token)
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
        if let old = threadTables[own].table.withLock({ $0.remove(hash: token.hash) }) { giveBack(old.cost, for: old) }
    }

    /// Remembers how a token that is remembered is authorized on one more API.
    func add(_ token: AuthorizedToken) {
        guard isEnabled else { return }
        let own = Self.threadTable
        if threadTables[own].isUsed.load(ordering: .relaxed) {
            if let old = threadTables[own].table.withLock({ $0.add(token) }) {
                return giveBack(old.cost - token.cost, for: token)
            }
        }
        let old = shards[Self.shard(of: token.hash)].table.withLock { $0.add(token) }
        withExtendedLifetime(old) {}
    }

    /// Keeps what was rendered of a token as long as its authorization is remembered; it counts as bytes of the entry.
    ///
    /// A token that is not remembered keeps nothing, nor does one that is remembered behind another API's authorization.
    func keep(_ note: TokenNote, with token: AuthorizedToken) {
        guard isEnabled else { return }
        let own = Self.threadTable
        if threadTables[own].isUsed.load(ordering: .relaxed) {
            let (isHere, more, evicted) = threadTables[own].table.withLock { $0.keep(note, with: token) }
            if more > 0 { giveBack(-more, for: token) }
            for old in evicted { giveBack(old.cost, for: old) }
            if isHere { return }
        }
        let (_, _, evicted) = shards[Self.shard(of: token.hash)].table.withLock { $0.keep(note, with: token) }
        withExtendedLifetime(evicted) {}
    }

    /// Forgets what tokens amount to, but not that they verified: another catalogue says what they do now.
    func forgetAuthorizations() {
        for index in shards.indices {
            let old = shards[index].table.withLock { $0.removeAuthorizations() }
            withExtendedLifetime(old) {}
        }
        for index in threadTables.indices {
            let old = threadTables[index].table.withLock { $0.removeAuthorizations() }
            for token in old { giveBack(token.note.load()?.cost ?? 0, for: token) }
        }
    }

    /// The counts of the cache so far.
    func statistics() -> VerifiedTokenCacheStatistics {
        var statistics = VerifiedTokenCacheStatistics()
        for index in shards.indices { statistics.add(shards[index]) }
        for index in threadTables.indices { statistics.add(threadTables[index]) }
        return statistics
    }

    /// Puts a copy of a token into this thread's table, if the token's shard has bytes for it.
    func keepCopy(of token: VerifiedToken) {
        let copy = token.copy()
        let evicted = shards[Self.shard(of: copy.hash)].table.withLock { $0.lend(copy.cost) }
        guard let evicted else { return }
        withExtendedLifetime(evicted) {}
        let own = Self.threadTable
        for old in threadTables[own].table.withLock({ $0.insert(copy) }) { giveBack(old.cost, for: old) }
        threadTables[own].isUsed.store(true, ordering: .relaxed)
    }

    /// Bytes that a copy was charged are there for its shard again; fewer than none are charged in addition.
    private func giveBack(_ bytes: Int, for token: VerifiedToken) {
        guard bytes != 0 else { return }
        let evicted = shards[Self.shard(of: token.hash)].table.withLock { $0.changeLent(by: -bytes) }
        withExtendedLifetime(evicted) {}
    }

    /// The bytes of all copies.
    var copiedBytes: Int {
        var sum = 0
        for index in threadTables.indices { sum += threadTables[index].table.withLock { $0.bytes } }
        return sum
    }

    /// The bytes of all copies, as the shards are charged them.
    var lentBytes: Int {
        var sum = 0
        for index in shards.indices { sum += shards[index].table.withLock { $0.lentBytes } }
        return sum
    }

    private static func shard(of hash: UInt64) -> Int { Int(truncatingIfNeeded: hash >> 60) }

    private static var threadTable: Int { ThreadNumber.current & (threadTableCount - 1) }
}
