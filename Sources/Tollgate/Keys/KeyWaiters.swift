/// The requests that wait for keys, within a bound on the bytes that they hold; each is resumed exactly once.
///
/// After a rotation every request with the new key waits until it is there, so the bound has to hold what comes
/// meanwhile: with tokens of 1 KiB 3 640 requests for one issuer, which are 7 000 a second for half a second. It is a
/// bound on bytes and not on requests since tokens may be of 64 KiB. Tokens with made-up keys wait as well, as long as a
/// fetch is going on, at most once in a cooldown: what they take of an issuer's places is not taken from other issuers,
/// whose rotations have the other half.
struct KeyWaiters: Sendable {
    /// The most bytes that all requests that wait are charged: 64 MiB.
    static let maximumBytes = 64 * 1_024 * 1_024
    /// The most bytes of those that wait for the same issuer.
    static let maximumBytesPerIssuer = maximumBytes / 2
    /// The bytes that a request is charged beside its token's: its tasks, its timer and its place.
    ///
    /// 6 000 that waited had 8 546 each, their tokens of 635 bytes included.
    static let overheadBytes = 8_192

    private struct Waiter {
        let issuers: [IssuerSlot]
        let bytes: Int
        /// Resumes the request, once it waits.
        var continuation: CheckedContinuation<Void, Never>?
    }

    private var waiters: [UInt64: Waiter] = [:]
    private var nextID: UInt64 = 0
    private var bytesByIssuer: [IssuerSlot: Int] = [:]

    /// The number of requests that wait.
    var count: Int { waiters.count }
    /// The bytes that they are charged.
    private(set) var bytes = 0
    /// The number of requests that were not let wait.
    private(set) var refusals: UInt64 = 0

    /// A place among the waiting, or `nil` where there is none left.
    mutating func reserve(_ wait: KeyWait) -> UInt64? {
        let charge = wait.tokenBytes + Self.overheadBytes
        let issuers = wait.fetches.map(\.issuer)
        guard bytes + charge <= Self.maximumBytes,
            issuers.allSatisfy({ (bytesByIssuer[$0] ?? 0) + charge <= Self.maximumBytesPerIssuer })
        else {
            refusals += 1
            return nil
        }
        nextID += 1
        waiters[nextID] = Waiter(issuers: issuers, bytes: charge)
        bytes += charge
        for issuer in issuers { bytesByIssuer[issuer, default: 0] += charge }
        return nextID
    }

    /// Begins to wait; `false` if the time was over before that.
    mutating func wait(_ continuation: CheckedContinuation<Void, Never>, id: UInt64) -> Bool {
        guard waiters[id] != nil else { return false }
        waiters[id]?.continuation = continuation
        return true
    }

    /// Takes one request out, to be resumed by the caller if it waits already.
    @discardableResult
    mutating func take(id: UInt64) -> CheckedContinuation<Void, Never>? {
        guard let waiter = waiters.removeValue(forKey: id) else { return nil }
        bytes -= waiter.bytes
        for issuer in waiter.issuers {
            let left = (bytesByIssuer[issuer] ?? 0) - waiter.bytes
            bytesByIssuer[issuer] = left > 0 ? left : nil
        }
        return waiter.continuation
    }

    /// Takes out the requests that wait for an issuer, to be resumed by the caller.
    mutating func take(issuer: IssuerSlot) -> [CheckedContinuation<Void, Never>] {
        let taken = waiters.filter { $0.value.continuation != nil && $0.value.issuers.contains(issuer) }
        return taken.keys.compactMap { take(id: $0) }
    }
}
