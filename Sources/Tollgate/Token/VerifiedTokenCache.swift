internal import Synchronization
internal import TollgateConcurrency

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Remembers which bytes have verified and what they say, never whether a request may pass.
///
/// Everything that can change with time, configuration or use is checked again on each hit: expiry, type, issuer,
/// audience, revocation, scopes, access and limits. A hit is void when the issuer's keys have changed since.
///
/// The cache is split into stripes, each with a lock of its own. A thread looks into the stripe that belongs to it,
/// and only then into the one that the token belongs to, so that threads that see the same token do not wait for each
/// other. An entry is charged to every stripe that holds it: the bound on bytes is never exceeded.
final class VerifiedTokenCache: Sendable {
    private static let stripeCount = 8

    private final class Stripe: Sendable {
        let table: Lock<VerifiedTokenTable>
        let hits = Atomic<UInt64>(0)
        let misses = Atomic<UInt64>(0)

        init(maximumBytes: Int) {
            table = Lock(VerifiedTokenTable(maximumBytes: maximumBytes))
        }
    }

    private let stripes: [Stripe]

    /// A cache that holds at most so many bytes; 0 remembers nothing.
    init(maximumBytes: Int) {
        let share = max(0, maximumBytes) / Self.stripeCount
        stripes = (0..<Self.stripeCount).map { _ in Stripe(maximumBytes: share) }
    }

    /// The entry with exactly these bytes, if there is one.
    func entry(for token: Span<UInt8>) -> CachedToken? {
        guard token.count >= CachedToken.minimumByteCount else { return nil }
        let hash = CachedToken.hash(of: token)
        let own = Self.stripeOfThisThread()
        let home = Self.homeStripe(of: hash)
        var found = stripes[own].table.withLock { $0.candidate(hash: hash, byteCount: token.count) }
        // Whole tokens are compared, outside of the lock and without an early end.
        if let candidate = found, !candidate.hasSameBytes(as: token) { found = nil }
        if found == nil, own != home {
            found = stripes[home].table.withLock { $0.candidate(hash: hash, byteCount: token.count) }
            if let candidate = found {
                if candidate.hasSameBytes(as: token) {
                    let evicted = stripes[own].table.withLock { $0.insert(candidate) }
                    withExtendedLifetime(evicted) {}
                } else {
                    found = nil
                }
            }
        }
        if found == nil {
            stripes[own].misses.add(1, ordering: .relaxed)
        } else {
            stripes[own].hits.add(1, ordering: .relaxed)
        }
        return found
    }

    /// Remembers a token that has just been verified.
    func insert(_ entry: CachedToken) {
        let home = Self.homeStripe(of: entry.hash)
        let own = Self.stripeOfThisThread()
        // What is evicted is freed outside of the locks.
        let evicted = stripes[home].table.withLock { $0.insert(entry) }
        withExtendedLifetime(evicted) {}
        guard own != home else { return }
        let evictedHere = stripes[own].table.withLock { $0.insert(entry) }
        withExtendedLifetime(evictedHere) {}
    }

    /// How the cache has done so far.
    func statistics() -> VerifiedTokenCacheStatistics {
        var statistics = VerifiedTokenCacheStatistics()
        for stripe in stripes {
            statistics.hits += stripe.hits.load(ordering: .relaxed)
            statistics.misses += stripe.misses.load(ordering: .relaxed)
            stripe.table.withLock { table in
                statistics.evictions += table.evictions
                statistics.entries += table.count
                statistics.bytes += table.bytes
            }
        }
        return statistics
    }

    private static func homeStripe(of hash: UInt64) -> Int {
        Int(truncatingIfNeeded: hash >> 61)
    }

    private static func stripeOfThisThread() -> Int {
        #if canImport(Darwin)
            let thread = UInt64(UInt(bitPattern: pthread_self()))
        #else
            let thread = UInt64(pthread_self())
        #endif
        return Int(truncatingIfNeeded: (thread &* 0x9E37_79B9_7F4A_7C15) >> 61)
    }
}
