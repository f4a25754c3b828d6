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

    /// What a task waits for on the clock.
    private enum Event {
        case moment(Instant)
        case sleepers(Int)

        var isMoment: Bool {
            if case .moment = self { true } else { false }
        }
    }

    private struct Waiter {
        let event: Event
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var now = Instant(offset: .zero)
        var waiters: [UInt64: Waiter] = [:]
        var cancelled: Set<UInt64> = []
        var nextID: UInt64 = 0

        var sleeperCount: Int { waiters.values.count { $0.event.isMoment } }

        private func hasCome(_ event: Event) -> Bool {
            switch event {
            case .moment(let moment): moment <= now
            case .sleepers(let count): sleeperCount >= count
            }
        }

        /// Takes out those whose event has come.
        mutating func takeDue() -> [CheckedContinuation<Void, any Error>] {
            let due = waiters.filter { hasCome($0.value.event) }
            for id in due.keys { waiters[id] = nil }
            return due.values.map(\.continuation)
        }
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

    /// Where the clock stands, in seconds since 1970.
    public var unixSeconds: Int64 { startUnixSeconds + now.offset.components.seconds }

    /// Where the clock stands, for the gate.
    public var instant: Tollgate.Instant {
        let (seconds, attoseconds) = now.offset.components
        return Tollgate.Instant(
            unixSeconds: startUnixSeconds + seconds,
            monotonicNanoseconds: seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    }

    /// How many tasks sleep on the clock.
    public var sleeperCount: Int { state.withLock { $0.sleeperCount } }

    /// Moves the clock, and wakes every sleeper whose time has come.
    public func advance(by duration: Swift.Duration) {
        let due = state.withLock { state in
            state.now = state.now.advanced(by: duration)
            return state.takeDue()
        }
        for continuation in due { continuation.resume() }
    }

    /// Moves the clock to a moment in seconds since 1970, and wakes everybody whose time has come.
    public func advance(toUnixSeconds unixSeconds: Int64) {
        advance(by: .seconds(unixSeconds - self.unixSeconds))
    }

    /// Sleeps until the clock is moved to `deadline`.
    ///
    /// - Parameters:
    ///   - deadline: The moment to wake at.
    ///   - tolerance: Ignored.
    /// - Throws: `CancellationError`.
    public func sleep(until deadline: Instant, tolerance: Swift.Duration?) async throws {
        try await wait(for: .moment(deadline))
    }

    /// Waits until so many tasks sleep on the clock, for a test that moves it only then.
    ///
    /// - Parameter count: How many tasks, at least.
    /// - Throws: `CancellationError`.
    public func waitForSleepers(_ count: Int = 1) async throws {
        try await wait(for: .sleepers(count))
    }

    private func wait(for event: Event) async throws {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let due = state.withLock { state -> [CheckedContinuation<Void, any Error>]? in
                    if state.cancelled.remove(id) != nil { return nil }
                    state.waiters[id] = Waiter(event: event, continuation: continuation)
                    return state.takeDue()
                }
                guard let due else { return continuation.resume(throwing: CancellationError()) }
                for continuation in due { continuation.resume() }
            }
        } onCancel: {
            let waiter = state.withLock { state -> Waiter? in
                if let waiter = state.waiters.removeValue(forKey: id) { return waiter }
                state.cancelled.insert(id)
                return nil
            }
            waiter?.continuation.resume(throwing: CancellationError())
        }
    }
}
