internal import Synchronization
internal import TollgateCatalogue

/// The count of one quota, in a window from first use or in the calendar month.
///
/// Counting takes no lock; a window begins under that of the client's shard. Which quota it counts is said with each
/// call, always the same.
struct QuotaCounter: ~Copyable, Sendable {
    /// The count where counting has ended.
    private static let retired = Int64.min
    /// Longer than a month and a day.
    ///
    /// Two threads may read the clock at the turn of a month in either order; only a longer way back is a clock set
    /// back.
    private static let longestMonth: Int64 = 32 * 86_400

    private let used = Atomic<Int64>(0)
    /// The end of the window, on the clock of the window; it is over where none has begun.
    private let end = Atomic<Int64>(.min)

    /// Whether counting has ended.
    var isRetired: Bool { used.load(ordering: .sequentiallyConsistent) == Self.retired }

    /// Counts one request, if the quota has room for it.
    func take(_ shape: QuotaShape, at instant: Instant) -> CounterAnswer {
        var count = used.load(ordering: .relaxed)
        guard isCurrent(shape.window, at: instant) else { return count == Self.retired ? .retired : .windowOver }
        while true {
            guard count != Self.retired else { return .retired }
            guard count < shape.maximum else { return .lacking }
            let (isExchanged, current) = used.weakCompareExchange(
                expected: count, desired: count + 1, ordering: .sequentiallyConsistent)
            if isExchanged { return .taken(count + 1) }
            count = current
        }
    }

    /// Counts one request, or what is left if that is less.
    ///
    /// The caller holds the lock of the client's shard.
    func charge(_ shape: QuotaShape, at instant: Instant) {
        beginWindow(shape.window, at: instant)
        _ = take(shape, at: instant)
    }

    /// The number of requests that are counted.
    func state(_ shape: QuotaShape, at instant: Instant) -> Int64 {
        guard isCurrent(shape.window, at: instant) else { return 0 }
        return max(0, used.load(ordering: .sequentiallyConsistent))
    }

    /// Seconds until the window ends, at least 1; the whole window where none has begun.
    func secondsUntilReset(_ window: QuotaWindow, at instant: Instant) -> Int64 {
        let isCurrent = isCurrent(window, at: instant)
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

    private func isCurrent(_ window: QuotaWindow, at instant: Instant) -> Bool {
        let end = end.load(ordering: .acquiring)
        switch window {
        case .seconds: return instant.monotonicNanoseconds < end
        case .calendarMonth:
            guard end != .min else { return false }
            let now = Month.clamped(instant.unixSeconds)
            return now < end && now >= end - Self.longestMonth
        }
    }

    /// Begins a window unless one has begun, or the counter is retired.
    ///
    /// The caller holds the lock of the client's shard.
    func beginWindow(_ window: QuotaWindow, at instant: Instant) {
        guard !isCurrent(window, at: instant) else { return }
        switch window {
        case .seconds(let seconds):
            let (sum, isTooLarge) = instant.monotonicNanoseconds.addingReportingOverflow(seconds * 1_000_000_000)
            beginWindow(until: isTooLarge ? .max : sum)
        case .calendarMonth: beginWindow(until: Month(containing: instant.unixSeconds).end)
        }
    }

    private func beginWindow(until newEnd: Int64) {
        // The count first: a thread that sees the new end must not see the old count.
        var count = used.load(ordering: .relaxed)
        while count != Self.retired {
            let (isExchanged, current) = used.weakCompareExchange(
                expected: count, desired: 0, ordering: .sequentiallyConsistent)
            if isExchanged { return end.store(newEnd, ordering: .releasing) }
            count = current
        }
    }

    /// Makes it a count of which so much is used, in a window that begins now; no other thread may know it yet.
    func begin(_ shape: QuotaShape, used count: Int64, at instant: Instant) {
        guard count > 0 else { return }
        beginWindow(shape.window, at: instant)
        used.store(min(shape.maximum, count), ordering: .sequentiallyConsistent)
    }

    // MARK: - Keeping and going on

    /// Returns the end of the window, in seconds since 1970; `nil` where none has begun.
    func endsAt(_ window: QuotaWindow, at instant: Instant) -> Int64? {
        guard isCurrent(window, at: instant) else { return nil }
        return Month.clamped(instant.unixSeconds) + secondsUntilReset(window, at: instant)
    }

    /// The part that a count in another process has in this one.
    enum Share {
        /// Both have counted the same requests, up to some: the higher count is right.
        case same
        /// They have counted different requests.
        case other
    }

    /// Raises the count in a window that began earlier, mostly in another process.
    ///
    /// The caller holds the lock of the client's shard.
    ///
    /// - Parameters:
    ///   - shape: The quota.
    ///   - count: The number of requests that had been counted.
    ///   - share: Whether these requests are counted here already, as far as this count goes.
    ///   - endsAt: The end of the window, in seconds since 1970.
    ///   - instant: Now; what is over is left out, and a window never ends later than one that begins now.
    func resume(_ shape: QuotaShape, used count: Int64, _ share: Share, endsAt: Int64, at instant: Instant) {
        let left = endsAt - Month.clamped(instant.unixSeconds)
        guard left > 0 else { return }
        if !isCurrent(shape.window, at: instant) {
            switch shape.window {
            case .seconds(let seconds):
                let (end, isTooLarge) = instant.monotonicNanoseconds
                    .addingReportingOverflow(min(left, seconds) * 1_000_000_000)
                beginWindow(until: isTooLarge ? .max : end)
            case .calendarMonth:
                let month = Month(containing: instant.unixSeconds)
                guard month.end == endsAt else { return }
                beginWindow(until: month.end)
            }
        }
        var current = used.load(ordering: .relaxed)
        while current != Self.retired {
            let wanted =
                switch share {
                case .same: min(count, shape.maximum)
                // Neither is negative nor more than a maximum: no overflow.
                case .other: min(current + count, shape.maximum)
                }
            guard current < wanted else { return }
            let (isExchanged, now) = used.weakCompareExchange(
                expected: current, desired: wanted, ordering: .sequentiallyConsistent)
            if isExchanged { return }
            current = now
        }
    }

    // MARK: - Dropping

    /// Retires the counter if its window is over, or none has begun.
    ///
    /// The caller holds the lock of the client's shard.
    ///
    /// - Returns: The value that `restore` takes, or `nil` where it is in use.
    func retireIfIdle(_ window: QuotaWindow, at instant: Instant) -> Int64? {
        let count = used.load(ordering: .sequentiallyConsistent)
        guard !isCurrent(window, at: instant), count != Self.retired else { return nil }
        let isRetired = used.compareExchange(
            expected: count, desired: Self.retired, ordering: .sequentiallyConsistent
        ).exchanged
        return isRetired ? count : nil
    }

    /// Retires the counter whatever it has counted.
    ///
    /// - Returns: Its last count, as `restore` takes it.
    func retire() -> Int64 { used.exchange(Self.retired, ordering: .sequentiallyConsistent) }

    /// Takes a counter back that was retired a moment ago.
    func restore(_ state: Int64) { used.store(state, ordering: .sequentiallyConsistent) }
}
