internal import TollgateCatalogue

/// How much of a quota is used, in a window from first use or in the calendar month.
struct QuotaCounter: Sendable {
    let maximum: Int64
    let window: QuotaWindow
    private(set) var used: Int64 = 0
    /// When the current window began: monotonic nanoseconds, or the month's number since year 0.
    private var windowStart: Int64?

    /// A quota of which so much is used already.
    init(maximum: Int64, window: QuotaWindow, used: Int64 = 0, at instant: Instant) {
        self.maximum = maximum
        self.window = window
        guard used > 0 else { return }
        begin(at: instant)
        self.used = min(maximum, used)
    }

    /// Begins a new window where the current one is over.
    mutating func roll(at instant: Instant) {
        switch window {
        case .seconds(let seconds):
            guard let start = windowStart, instant.monotonicNanoseconds - start >= seconds * 1_000_000_000 else {
                return
            }
        case .calendarMonth:
            guard let month = windowStart, Month(containing: instant.unixSeconds).number != month else { return }
        }
        windowStart = nil
        used = 0
    }

    /// How many requests are left.
    var remaining: Int64 { max(0, maximum - used) }

    /// Whether the counter is as a new one would be.
    var isUnused: Bool { windowStart == nil }

    /// Counts one request.
    mutating func charge(at instant: Instant) {
        if windowStart == nil { begin(at: instant) }
        used = min(maximum, used + 1)
    }

    private mutating func begin(at instant: Instant) {
        windowStart =
            switch window {
            case .seconds: instant.monotonicNanoseconds
            case .calendarMonth: Month(containing: instant.unixSeconds).number
            }
    }

    /// Seconds until the window ends, at least 1; the whole window where none has begun.
    func secondsUntilReset(at instant: Instant) -> Int64 {
        switch window {
        case .seconds(let seconds):
            guard let start = windowStart else { return seconds }
            let left = seconds * 1_000_000_000 - (instant.monotonicNanoseconds - start)
            return max(1, (left + 999_999_999) / 1_000_000_000)
        case .calendarMonth:
            return max(1, Month(containing: instant.unixSeconds).end - instant.unixSeconds)
        }
    }
}
