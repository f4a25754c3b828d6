internal import Synchronization
internal import TollgateCatalogue
internal import TollgateConcurrency

/// How much of a quota is used, in a window from first use or in the calendar month.
///
/// Counting takes no lock; only the first request of a window does.
final class QuotaCounter: Sendable {
    /// The count of a counter that was dropped for disuse.
    private static let retired = Int64.min
    /// Two threads may read the clock at the turn of a month in either order; only a longer way back is a clock set back.
    private static let secondsBack: Int64 = 86_400

    let place: CounterPlace
    let maximum: Int64
    let window: QuotaWindow
    private let used = Atomic<Int64>(0)
    /// When the window began and when it ends, on the clock that the window goes by; it is over where none has begun.
    private let begin = Atomic<Int64>(.min)
    private let end = Atomic<Int64>(.min)
    private let beginning = Lock<Void>(())

    /// A quota of which so much is used already.
    init(place: CounterPlace, maximum: Int64, window: QuotaWindow, used: Int64 = 0, at instant: Instant) {
        self.place = place
        self.maximum = maximum
        self.window = window
        guard used > 0 else { return }
        beginWindow(at: instant)
        self.used.store(min(maximum, used), ordering: .relaxed)
    }

    /// Counts one request, if the quota has room for it.
    func take(at instant: Instant) -> CounterAnswer {
        if !isCurrent(at: instant) { beginWindow(at: instant) }
        var count = used.load(ordering: .relaxed)
        while true {
            guard count != Self.retired else { return .retired }
            guard count < maximum else { return .lacking }
            let (isExchanged, current) = used.weakCompareExchange(
                expected: count, desired: count + 1, ordering: .sequentiallyConsistent)
            if isExchanged { return .taken(count + 1) }
            count = current
        }
    }

    /// Counts one request, whether there is room or not.
    ///
    /// - Returns: `false` where the counter was dropped.
    func charge(at instant: Instant) -> Bool {
        switch take(at: instant) {
        case .taken, .lacking: true
        case .retired: false
        }
    }

    /// How many requests are counted.
    func state(at instant: Instant) -> Int64 {
        guard isCurrent(at: instant) else { return 0 }
        return max(0, used.load(ordering: .sequentiallyConsistent))
    }

    /// How many requests are left where so many are counted.
    func remaining(_ state: Int64) -> Int64 { max(0, maximum - state) }

    /// Seconds until the window ends, at least 1; the whole window where none has begun.
    func secondsUntilReset(at instant: Instant) -> Int64 {
        let isCurrent = isCurrent(at: instant)
        switch window {
        case .seconds(let seconds):
            guard isCurrent else { return seconds }
            let (left, isTooLarge) = end.load(ordering: .relaxed)
                .subtractingReportingOverflow(instant.monotonicNanoseconds)
            guard !isTooLarge else { return seconds }
            return max(1, left / 1_000_000_000 + (left % 1_000_000_000 > 0 ? 1 : 0))
        case .calendarMonth:
            let now = Month.clamped(instant.unixSeconds)
            return max(1, Month(containing: now).end - now)
        }
    }

    // MARK: - Windows

    private func isCurrent(at instant: Instant) -> Bool {
        let end = end.load(ordering: .acquiring)
        switch window {
        case .seconds: return instant.monotonicNanoseconds < end
        case .calendarMonth:
            guard end != .min else { return false }
            let now = Month.clamped(instant.unixSeconds)
            return now < end && now >= begin.load(ordering: .relaxed) - Self.secondsBack
        }
    }

    /// Begins a window; whoever comes while another thread does so waits for it.
    private func beginWindow(at instant: Instant) {
        beginning.withLock { _ in
            guard !isCurrent(at: instant) else { return }
            // The count first: whoever sees the new end must not see the old count.
            var count = used.load(ordering: .relaxed)
            while count != Self.retired {
                let (isExchanged, current) = used.weakCompareExchange(
                    expected: count, desired: 0, ordering: .sequentiallyConsistent)
                if isExchanged { break }
                count = current
            }
            guard count != Self.retired else { return }
            switch window {
            case .seconds(let seconds):
                let (sum, isTooLarge) = instant.monotonicNanoseconds.addingReportingOverflow(seconds * 1_000_000_000)
                end.store(isTooLarge ? .max : sum, ordering: .releasing)
            case .calendarMonth:
                let month = Month(containing: instant.unixSeconds)
                begin.store(month.begin, ordering: .relaxed)
                end.store(month.end, ordering: .releasing)
            }
        }
    }

    // MARK: - Dropping

    /// Drops the counter if its window is over, or none has begun.
    ///
    /// - Returns: What `restore` takes, or `nil` where it is in use.
    func retire(at instant: Instant) -> Int64? {
        beginning.withLock { _ in
            let count = used.load(ordering: .sequentiallyConsistent)
            guard !isCurrent(at: instant), count != Self.retired else { return nil }
            let isRetired = used.compareExchange(
                expected: count, desired: Self.retired, ordering: .sequentiallyConsistent
            ).exchanged
            return isRetired ? count : nil
        }
    }

    /// Takes a counter back that was dropped a moment ago.
    func restore(_ state: Int64) { used.store(state, ordering: .sequentiallyConsistent) }
}
