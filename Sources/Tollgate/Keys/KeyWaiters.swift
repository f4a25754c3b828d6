/// The requests that wait for keys: at most 64, each resumed exactly once.
struct KeyWaiters: Sendable {
    /// More requests than this never wait; they are answered at once (design §1).
    static let maximumCount = 64

    private enum Waiter {
        case reserved
        case waiting(CheckedContinuation<Void, Never>, issuers: [IssuerSlot])
    }

    private var waiters: [UInt64: Waiter] = [:]
    private var nextID: UInt64 = 0

    /// How many requests wait.
    var count: Int { waiters.count }
    /// How many have found all places taken.
    private(set) var refusals: UInt64 = 0

    /// A place among the waiting, or `nil` when all are taken.
    mutating func reserve() -> UInt64? {
        guard waiters.count < Self.maximumCount else {
            refusals += 1
            return nil
        }
        nextID += 1
        waiters[nextID] = .reserved
        return nextID
    }

    /// Gives a place back that nobody waits on.
    mutating func cancel(id: UInt64) {
        waiters[id] = nil
    }

    /// Begins to wait; `false` if the time was over before that.
    mutating func wait(_ continuation: CheckedContinuation<Void, Never>, id: UInt64, issuers: [IssuerSlot]) -> Bool {
        guard waiters[id] != nil else { return false }
        waiters[id] = .waiting(continuation, issuers: issuers)
        return true
    }

    /// Takes one waiter out, to be resumed by the caller.
    mutating func take(id: UInt64) -> CheckedContinuation<Void, Never>? {
        guard case .waiting(let continuation, _)? = waiters.removeValue(forKey: id) else { return nil }
        return continuation
    }

    /// Takes everybody out who waits for an issuer, to be resumed by the caller.
    mutating func take(issuer: IssuerSlot) -> [CheckedContinuation<Void, Never>] {
        var taken: [CheckedContinuation<Void, Never>] = []
        for (id, waiter) in waiters {
            guard case .waiting(let continuation, let issuers) = waiter, issuers.contains(issuer) else { continue }
            taken.append(continuation)
            waiters[id] = nil
        }
        return taken
    }
}
