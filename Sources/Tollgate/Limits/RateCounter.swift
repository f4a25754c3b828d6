internal import Synchronization

/// A token bucket: it holds as many requests as its rate says, and fills evenly within the period.
///
/// Its state is one number, the moment at which it will be full, so that any number of threads take from it without a
/// lock and never take more than it holds.
final class RateCounter: Sendable {
    /// The state of a bucket that was dropped for disuse.
    private static let retired = Int64.max

    let place: CounterPlace
    let shape: RateShape
    /// When the bucket is full, in the shape's units.
    private let fullAt: Atomic<Int64>

    /// A bucket from which so many requests have been taken already.
    init(place: CounterPlace, shape: RateShape, taken: Int64 = 0, at nanoseconds: Int64) {
        self.place = place
        self.shape = shape
        let missing = min(max(0, taken), shape.requests) * shape.cost
        fullAt = Atomic(missing == 0 ? 0 : shape.units(at: nanoseconds) + missing)
    }

    /// Takes one request out, if the bucket holds one.
    ///
    /// The caller brings the shape along: threads that share a bucket would else wait for each other only to read it.
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

    /// Gives back what `take` took, unless somebody has used the bucket since.
    ///
    /// Then the time that has passed may have filled it already, and giving back would make it hold more than it can.
    func giveBack(_ state: Int64) {
        _ = fullAt.compareExchange(
            expected: state, desired: state - shape.cost, ordering: .sequentiallyConsistent)
    }

    /// Takes one request out, or what is left if that is less.
    ///
    /// - Returns: `false` where the bucket was dropped.
    func charge(at nanoseconds: Int64) -> Bool {
        let now = shape.units(at: nanoseconds)
        var full = fullAt.load(ordering: .relaxed)
        while true {
            guard full != Self.retired else { return false }
            let next = max(full, min(max(full, now) &+ shape.cost, now &+ shape.capacity))
            let (isExchanged, current) = fullAt.weakCompareExchange(
                expected: full, desired: next, ordering: .sequentiallyConsistent)
            if isExchanged { return true }
            full = current
        }
    }

    /// Its state, as `take` gives it.
    var state: Int64 { fullAt.load(ordering: .sequentiallyConsistent) }

    // MARK: - What a state means

    private func missing(_ state: Int64, at nanoseconds: Int64) -> Int64 {
        guard state != Self.retired else { return 0 }
        return min(max(0, state - shape.units(at: nanoseconds)), shape.capacity)
    }

    /// How many requests a bucket in this state holds.
    func remaining(_ state: Int64, at nanoseconds: Int64) -> Int64 {
        (shape.capacity - missing(state, at: nanoseconds)) / shape.cost
    }

    /// Seconds until a bucket in this state holds a request: at least 1 where it holds none, else 0.
    func secondsUntilNext(_ state: Int64, at nanoseconds: Int64) -> Int64 {
        let lacking = missing(state, at: nanoseconds) - (shape.capacity - shape.cost)
        return lacking > 0 ? shape.seconds(filling: lacking) : 0
    }

    /// Seconds until a bucket in this state is full, rounded up.
    func secondsUntilFull(_ state: Int64, at nanoseconds: Int64) -> Int64 {
        shape.seconds(filling: missing(state, at: nanoseconds))
    }

    // MARK: - Dropping

    /// Drops the bucket if it is full, as a new one would be.
    ///
    /// - Returns: What `restore` takes, or `nil` where it is in use.
    func retire(at nanoseconds: Int64) -> Int64? {
        let full = fullAt.load(ordering: .sequentiallyConsistent)
        guard full <= shape.units(at: nanoseconds) else { return nil }
        let isRetired = fullAt.compareExchange(
            expected: full, desired: Self.retired, ordering: .sequentiallyConsistent
        ).exchanged
        return isRetired ? full : nil
    }

    /// Takes a bucket back that was dropped a moment ago.
    func restore(_ state: Int64) { fullAt.store(state, ordering: .sequentiallyConsistent) }
}
