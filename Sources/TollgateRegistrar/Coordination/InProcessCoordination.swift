internal import TollgateCatalogue
internal import TollgateConcurrency

/// The coordination of a store that only one process uses at a time.
///
/// Two processes that use one database through it do not wait for each other; the versions of records decide then which
/// of two steps is made.
public final class InProcessCoordination: CoordinationStore {
    /// The locks on one resource.
    private enum Holders {
        case shared(Int)
        case exclusive
    }

    /// The operations that wait, by queue; there is an entry exactly as long as an operation has the turn.
    private let queues = Lock<[[UInt8]: [CheckedContinuation<Bool, Never>]]>([:])
    private let locks = Lock<[[UInt8]: Holders]>([:])

    /// Coordination in which nothing waits and nothing is locked.
    public init() {}

    /// Runs an operation when it is its turn in a queue.
    public func withTurn<Value: Sendable>(
        in queue: String, limit: Int, _ operation: () async -> Value
    ) async -> Value? {
        let queue = queue.exact
        let isAdmitted = await withCheckedContinuation { continuation in
            let answer = queues.withLock { queues -> Bool? in
                guard let waiting = queues[queue] else {
                    queues[queue] = []
                    return true
                }
                guard waiting.count < limit else { return false }
                queues[queue]?.append(continuation)
                return nil
            }
            if let answer { continuation.resume(returning: answer) }
        }
        guard isAdmitted else { return nil }
        defer { endTurn(in: queue) }
        return await operation()
    }

    /// Counts the operations that wait for their turn in a queue.
    func waiting(in queue: String) -> Int {
        queues.withLock { $0[queue.exact]?.count ?? 0 }
    }

    private func endTurn(in queue: [UInt8]) {
        let next = queues.withLock { queues -> CheckedContinuation<Bool, Never>? in
            guard var waiting = queues[queue], !waiting.isEmpty else {
                queues[queue] = nil
                return nil
            }
            let next = waiting.removeFirst()
            queues[queue] = waiting
            return next
        }
        next?.resume(returning: true)
    }

    /// Runs an operation that holds a lock, if that is to be had at once.
    public func withLock<Value: Sendable>(
        on resource: String, _ mode: LockMode, _ operation: () async -> Value
    ) async -> Value? {
        let resource = resource.exact
        guard acquire(mode, on: resource) else { return nil }
        defer { release(resource) }
        return await operation()
    }

    private func acquire(_ mode: LockMode, on resource: [UInt8]) -> Bool {
        locks.withLock { locks in
            switch (mode, locks[resource]) {
            case (.shared, nil): locks[resource] = .shared(1)
            case (.shared, .shared(let count)?): locks[resource] = .shared(count + 1)
            case (.exclusive, nil): locks[resource] = .exclusive
            case (.shared, .exclusive?), (.exclusive, _?): return false
            }
            return true
        }
    }

    private func release(_ resource: [UInt8]) {
        locks.withLock { locks in
            if case .shared(let count)? = locks[resource], count > 1 {
                locks[resource] = .shared(count - 1)
            } else {
                locks[resource] = nil
            }
        }
    }
}
