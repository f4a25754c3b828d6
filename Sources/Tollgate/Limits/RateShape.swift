/// A rate in whole numbers: a bucket of `requests` that fills evenly within its period.
///
/// Time passes in ticks. A tick fills the bucket by `perTick` units, and a request takes `cost` of them; both are whole
/// because the rate is reduced as a fraction, so that nothing is ever rounded. A tick is a nanosecond for nearly all
/// rates, and longer only where a century would not fit into 64 bits.
struct RateShape: Hashable, Sendable {
    var requests: Int64 { Int64(keptRequests) }
    var seconds: Int64 { Int64(keptSeconds) }
    var tickNanoseconds: Int64 { Int64(keptTick) }
    var perTick: Int64 { Int64(keptPerTick) }
    let cost: Int64

    // None of them is larger than 2³¹ - 1, and each remembered token has them.
    private let keptRequests: UInt32
    private let keptSeconds: UInt32
    private let keptTick: UInt32
    private let keptPerTick: UInt32

    /// Stands where there is no rate.
    static let none = RateShape(requests: 1, seconds: 1)

    /// The content of a full bucket, in units.
    var capacity: Int64 { requests * cost }

    /// A century in nanoseconds; later moments count as that one.
    private static let latest: Int64 = 3_155_760_000_000_000_000
    private static let ticks: [Int64] = [1, 1_000, 1_000_000, 10_000_000, 100_000_000]
    private static let longestTick: Int64 = 1_000_000_000

    /// The shape of so many requests in so many seconds, both from 1 to 2³¹ - 1.
    init(requests: Int64, seconds: Int64) {
        self =
            Self.ticks.lazy.compactMap { Self(requests, seconds, tick: $0) }.first
            ?? Self(requests, seconds, longestTick: ())
    }

    private init?(_ requests: Int64, _ seconds: Int64, tick: Int64) {
        let (period, isTooLong) = seconds.multipliedReportingOverflow(by: Self.longestTick / tick)
        guard !isTooLong else { return nil }
        let divisor = Self.greatestCommonDivisor(requests, period)
        let (century, isTooFar) = (Self.latest / tick).multipliedReportingOverflow(by: requests / divisor)
        let (capacity, isTooLarge) = requests.multipliedReportingOverflow(by: period / divisor)
        guard !isTooFar, !isTooLarge, !century.addingReportingOverflow(capacity).overflow else { return nil }
        self.init(requests, seconds, tick, perTick: requests / divisor, cost: period / divisor)
    }

    /// Seconds: the products of two numbers below 2³¹ fit, and so does the sum for the first decades.
    private init(_ requests: Int64, _ seconds: Int64, longestTick: Void) {
        let divisor = Self.greatestCommonDivisor(requests, seconds)
        self.init(requests, seconds, Self.longestTick, perTick: requests / divisor, cost: seconds / divisor)
    }

    private init(_ requests: Int64, _ seconds: Int64, _ tick: Int64, perTick: Int64, cost: Int64) {
        keptRequests = UInt32(clamping: requests)
        keptSeconds = UInt32(clamping: seconds)
        keptTick = UInt32(clamping: tick)
        keptPerTick = UInt32(clamping: perTick)
        self.cost = cost
    }

    /// A moment in units: what would have flowed into a bucket since the clock began.
    func units(at nanoseconds: Int64) -> Int64 {
        let moment = min(max(nanoseconds, 0), Self.latest)
        // A division takes longer than all of the rest.
        let ticks = tickNanoseconds == 1 ? moment : moment / tickNanoseconds
        let (units, isTooLarge) = ticks.multipliedReportingOverflow(by: perTick)
        return isTooLarge ? .max / 2 : units
    }

    /// In how many seconds so many units flow in, rounded up.
    private func seconds(filling units: Int64) -> Int64 {
        let ticks = units / perTick + (units % perTick > 0 ? 1 : 0)
        let ticksPerSecond = Self.longestTick / tickNanoseconds
        return ticks / ticksPerSecond + (ticks % ticksPerSecond > 0 ? 1 : 0)
    }

    // MARK: - What the state of a bucket means

    /// The number of units that a bucket in a state lacks.
    private func missing(_ state: Int64, at nanoseconds: Int64) -> Int64 {
        guard state != RateCounter.retired else { return 0 }
        return min(max(0, state - units(at: nanoseconds)), capacity)
    }

    /// The number of requests that a bucket in this state holds.
    func remaining(_ state: Int64, at nanoseconds: Int64) -> Int64 {
        (capacity - missing(state, at: nanoseconds)) / cost
    }

    /// Seconds until a bucket in this state holds a request: at least 1 where it holds none, else 0.
    func secondsUntilNext(_ state: Int64, at nanoseconds: Int64) -> Int64 {
        let lacking = missing(state, at: nanoseconds) - (capacity - cost)
        return lacking > 0 ? seconds(filling: lacking) : 0
    }

    /// Seconds until a bucket in this state is full, rounded up.
    func secondsUntilFull(_ state: Int64, at nanoseconds: Int64) -> Int64 {
        seconds(filling: missing(state, at: nanoseconds))
    }

    private static func greatestCommonDivisor(_ first: Int64, _ second: Int64) -> Int64 {
        var (larger, smaller) = (first, second)
        while smaller > 0 { (larger, smaller) = (smaller, larger % smaller) }
        return max(1, larger)
    }
}
