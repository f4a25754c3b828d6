import Synchronization
import Tollgate

/// A store in memory that can be made to fail.
final class MemoryStore: LimitStore {
    struct Failure: Error {}

    private struct State {
        var saved: LimitSnapshot?
        var saves = 0
        var isFailing = false
    }

    private let state = Mutex(State())

    /// What was saved last.
    var saved: LimitSnapshot? { state.withLock { $0.saved } }
    /// How often it was asked to save.
    var saves: Int { state.withLock { $0.saves } }

    func fail(_ isFailing: Bool) { state.withLock { $0.isFailing = isFailing } }

    func load() throws -> LimitSnapshot {
        try state.withLock { state in
            guard !state.isFailing else { throw Failure() }
            return state.saved ?? LimitSnapshot()
        }
    }

    func save(_ snapshot: LimitSnapshot) throws {
        try state.withLock { state in
            state.saves += 1
            guard !state.isFailing else { throw Failure() }
            state.saved = snapshot
        }
    }
}
