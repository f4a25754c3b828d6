public import Tollgate
internal import TollgateConcurrency

/// A clock that stands still until a test moves it: both the gate's moments and a `Clock` to sleep on.
public final class ManualClock: Clock, Sendable {
    /// A moment of the clock.
    public struct Instant: InstantProtocol {
        let offset: Swift.Duration

        /// The moment that is `duration` later.
        public func advanced(by duration: Swift.Duration) -> Instant { Instant(offset: offset + duration) }

        /// The time until another moment.
        public func duration(to other: Instant) -> Swift.Duration { other.offset - offset }

        /// Whether a moment comes before another.
        public static func < (lhs: Instant, rhs: Instant) -> Bool { lhs.offset < rhs.offset }
    }

    private struct Sleeper {
        let deadline: Instant
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var now = Instant(offset: .zero)
        var sleepers: [UInt64: Sleeper] = [:]
        var cancelled: Set<UInt64> = []
        var nextID: UInt64 = 0
    }

    private let startUnixSeconds: Int64
    private let state = Lock(State())

    /// A clock that stands at this moment.
    public init(unixSeconds: Int64 = 1_700_000_000) {
        startUnixSeconds = unixSeconds
    }

    /// Where the clock stands, for sleeping.
    public var now: Instant { state.withLock { $0.now } }

    /// The shortest time that it can measure.
    public var minimumResolution: Swift.Duration { .nanoseconds(1) }

    /// Where the clock stands, for the gate.
    public var instant: Tollgate.Instant {
        let (seconds, attoseconds) = now.offset.components
        return Tollgate.Instant(
            unixSeconds: startUnixSeconds + seconds,
            monotonicNanoseconds: seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    }

    /// How many tasks sleep on the clock.
    public var sleeperCount: Int { state.withLock { $0.sleepers.count } }

    /// Moves the clock, and wakes everybody whose time has come.
    public func advance(by duration: Swift.Duration) {
        let due = state.withLock { state in
            state.now = state.now.advanced(by: duration)
            let due = state.sleepers.filter { $0.value.deadline <= state.now }
            for id in due.keys { state.sleepers[id] = nil }
            return due.values.map(\.continuation)
        }
        for continuation in due { continuation.resume() }
    }

    /// Sleeps until the clock is moved to `deadline`.
    ///
    /// - Parameters:
    ///   - deadline: The moment to wake at.
    ///   - tolerance: Ignored.
    /// - Throws: `CancellationError`.
    public func sleep(until deadline: Instant, tolerance: Swift.Duration?) async throws {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                enum Outcome { case sleep, wake, cancel }
                let outcome = state.withLock { state -> Outcome in
                    if state.cancelled.remove(id) != nil { return .cancel }
                    if deadline <= state.now { return .wake }
                    state.sleepers[id] = Sleeper(deadline: deadline, continuation: continuation)
                    return .sleep
                }
                switch outcome {
                case .sleep: break
                case .wake: continuation.resume()
                case .cancel: continuation.resume(throwing: CancellationError())
                }
            }
        } onCancel: {
            let sleeper = state.withLock { state -> Sleeper? in
                if let sleeper = state.sleepers.removeValue(forKey: id) { return sleeper }
                state.cancelled.insert(id)
                return nil
            }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }
}
