/// A token bucket in whole numbers: it holds `requests` and fills evenly within `seconds`.
///
/// The level is kept in units of one request divided by the period in nanoseconds, so that nothing is ever rounded
/// and no request is let in that the bucket does not hold.
struct TokenBucket: Sendable {
    let requests: Int64
    let periodNanoseconds: Int128
    private var level: Int128
    private var updatedAt: Int64

    private var capacity: Int128 { Int128(requests) * periodNanoseconds }

    /// A bucket from which so many requests have been taken already.
    init(requests: Int64, seconds: Int64, taken: Int64 = 0, at now: Int64) {
        self.requests = requests
        periodNanoseconds = Int128(seconds) * 1_000_000_000
        level = Int128(max(0, requests - taken)) * periodNanoseconds
        updatedAt = now
    }

    /// How many requests have been taken and are not there again, rounded up.
    var taken: Int64 { requests - remaining }

    /// Whether the bucket has the shape of a limit.
    func has(requests: Int64, seconds: Int64) -> Bool {
        self.requests == requests && periodNanoseconds == Int128(seconds) * 1_000_000_000
    }

    /// Lets the time since the last call fill the bucket.
    ///
    /// A clock that goes back adds nothing.
    mutating func refill(at now: Int64) {
        guard now > updatedAt else { return }
        level = min(capacity, level + Int128(now - updatedAt) * Int128(requests))
        updatedAt = now
    }

    /// How many requests the bucket holds.
    var remaining: Int64 { Int64(level / periodNanoseconds) }

    /// Whether the bucket is as a new one would be.
    var isFull: Bool { level == capacity }

    /// Takes one request out, or what is left if that is less.
    mutating func charge() {
        level = max(0, level - periodNanoseconds)
    }

    /// Seconds until the bucket holds a request: at least 1 where it holds none, else 0.
    var secondsUntilNext: Int64 {
        level >= periodNanoseconds ? 0 : Self.seconds(periodNanoseconds - level, filling: requests)
    }

    /// Seconds until the bucket is full, rounded up.
    var secondsUntilFull: Int64 { isFull ? 0 : Self.seconds(capacity - level, filling: requests) }

    private static func seconds(_ missing: Int128, filling requests: Int64) -> Int64 {
        let perSecond = Int128(requests) * 1_000_000_000
        return Int64((missing + perSecond - 1) / perSecond)
    }
}
