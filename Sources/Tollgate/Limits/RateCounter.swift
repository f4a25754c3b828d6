internal import Synchronization

/// A token bucket: it holds as many requests as its rate says, and fills evenly within the period.
///
/// Its state is one number, the moment at which it will be full, so that any number of threads take from it without a
/// lock and never take more than it holds. Which rate it has is said with each call, always the same: a bucket that
/// kept it would be five times as large, and threads would wait for each other only to read it.
struct RateCounter: ~Copyable, Sendable {
    /// The state of a bucket that may not be taken from any more.
    static let retired = Int64.max

    /// The time at which the bucket is full, in the shape's units.
    private let fullAt = Atomic<Int64>(0)

    /// Its state, as `take` gives it.
    var state: Int64 { fullAt.load(ordering: .sequentiallyConsistent) }

    /// Makes it a bucket from which so many requests have been taken; no other thread may know it yet.
    func begin(_ shape: RateShape, taken: Int64, at nanoseconds: Int64) {
        let missing = min(max(0, taken), shape.requests) * shape.cost
        fullAt.store(missing == 0 ? 0 : shape.units(at: nanoseconds) + missing, ordering: .sequentiallyConsistent)
    }

    /// Takes one request out, if the bucket holds one.
    func take(_ shape: RateShape, at nanoseconds: Int64) -> CounterAnswer {
        let now = shape.units(at: nanoseconds)
        var full = fullAt.load(ordering: .relaxed)
        while true {
            guard full != Self.retired else { return .retired }
            // A clock that goes back adds nothing.
            let (next, isTooLarge) = max(full, now).addingReportingOverflow(shape.cost)
            guard !isTooLarge, next - now <= shape.capacity else { return .lacking }
            let (isExchanged, current) = fullAt.weakCompareExchange(
                expected: full, desired: next, ordering: .sequentiallyConsistent)
            if isExchanged { return .taken(next) }
            full = current
        }
    }

    /// Gives back what `take` took, unless the bucket was used since.
    ///
    /// Then the time that has passed may have filled it already, and giving back would make it hold more than it can.
    func giveBack(_ state: Int64, _ shape: RateShape) {
        _ = fullAt.compareExchange(
            expected: state, desired: state - shape.cost, ordering: .sequentiallyConsistent)
    }

    /// Takes requests out, one unless it is said, or what is left if that is less.
    func charge(_ shape: RateShape, requests: Int64 = 1, at nanoseconds: Int64) {
        let cost = min(max(0, requests), shape.requests) * shape.cost
        let now = shape.units(at: nanoseconds)
        var full = fullAt.load(ordering: .relaxed)
        while full != Self.retired {
            let next = max(full, min(max(full, now) &+ cost, now &+ shape.capacity))
            let (isExchanged, current) = fullAt.weakCompareExchange(
                expected: full, desired: next, ordering: .sequentiallyConsistent)
            if isExchanged { return }
            full = current
        }
    }

    // MARK: - Dropping

    /// Retires the bucket if it is full, as a new one would be.
    ///
    /// - Returns: The value that `restore` takes, or `nil` where it is in use.
    func retireIfIdle(_ shape: RateShape, at nanoseconds: Int64) -> Int64? {
        let full = fullAt.load(ordering: .sequentiallyConsistent)
        guard full <= shape.units(at: nanoseconds) else { return nil }
        let isRetired = fullAt.compareExchange(
            expected: full, desired: Self.retired, ordering: .sequentiallyConsistent
        ).exchanged
        return isRetired ? full : nil
    }

    /// Retires the bucket whatever it holds.
    ///
    /// - Returns: Its last state.
    func retire() -> Int64 { fullAt.exchange(Self.retired, ordering: .sequentiallyConsistent) }

    /// Takes a bucket back that was retired a moment ago.
    func restore(_ state: Int64) { fullAt.store(state, ordering: .sequentiallyConsistent) }
}
