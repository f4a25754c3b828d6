package import TollgateCatalogue

/// The schedule by which one issuer's keys are fetched.
///
/// Pure: times come in, decisions go out, nothing is read or started here.
///
/// All times are in nanoseconds of a monotonic clock.
package struct RefreshStateMachine: Sendable {
    /// The step that an unknown key id leads to.
    package enum UnknownKeyOutcome: Hashable, Sendable {
        /// Start a fetch; it is claimed for the caller, and the cooldown has begun.
        case fetch
        /// A fetch is going on already: wait for it.
        case join
        /// The last fetch for an unknown key is too recent, or the keys never change.
        case coolingDown
    }

    private static let nanoseconds: Int64 = 1_000_000_000
    /// The pause after a first failure; it doubles with each further one.
    private static let firstBackoff: Int64 = nanoseconds
    /// While there are no keys to use, fetches begin this often, so that an issuer that comes up is noticed soon.
    private static let pauseWithoutKeys: Int64 = nanoseconds
    private static let maximumBackoff: Int64 = 60 * nanoseconds
    /// A `max-age` shorter than this is not followed.
    private static let minimumInterval: Int64 = 60 * nanoseconds

    private var settings: KeyRefreshSettings
    /// Whether the keys were given once and are never fetched.
    package let isFixed: Bool
    private var cooldownEnds: Int64?

    /// The number of fetches that have failed since the last one that brought keys.
    package private(set) var failures = 0
    /// The number of fetches that have brought keys.
    package private(set) var successes: UInt64 = 0
    /// The time at which the last fetch began that was claimed here.
    package private(set) var fetchBegan = Int64.min
    /// The number of fetches that have been finished, well or badly.
    package private(set) var generation: UInt64 = 0
    /// Whether a fetch is going on.
    package private(set) var isFetching = false
    /// The time at which the last fetch that brought keys was finished.
    package private(set) var lastSuccess: Int64?
    /// The time at which the next scheduled fetch is due.
    ///
    /// `nil` while one is going on, and where keys are never fetched.
    package var nextFetch: Int64? { isFixed || isFetching ? nil : plannedFetch }
    private var plannedFetch = Int64.min

    /// A machine that has fetched nothing yet, so that its first fetch is due at once.
    ///
    /// - Parameters:
    ///   - settings: The issuer's settings.
    ///   - isFixed: Whether the keys were given once and are never fetched.
    package init(settings: KeyRefreshSettings, isFixed: Bool = false) {
        self.settings = settings
        self.isFixed = isFixed
    }

    /// Adopts other settings; a back-off and a cooldown that have begun are not cut short.
    package mutating func adopt(_ settings: KeyRefreshSettings) {
        self.settings = settings
        guard failures == 0, let lastSuccess else { return }
        plannedFetch = min(plannedFetch, Self.sum(lastSuccess, Self.duration(settings.intervalSeconds)))
    }

    /// The shortest time between two fetches that unknown key ids cause.
    package var cooldown: Int64 { Self.duration(settings.cooldownSeconds) }

    /// Whether the last fetch failed, or none was ever finished.
    package var isFailing: Bool { failures > 0 || (lastSuccess == nil && !isFixed) }

    /// Whether keys that were loaded may still be used.
    package func mayUseKeys(at now: Int64) -> Bool {
        lastSuccess != nil && now <= usableUntil
    }

    /// Until when loaded keys may be used; `Int64.min` where none are.
    package var usableUntil: Int64 {
        guard let lastSuccess else { return .min }
        return isFixed ? .max : Self.sum(lastSuccess, Self.duration(settings.maximumStaleSeconds))
    }

    /// Says whether a scheduled fetch is due, and claims it for the caller if so.
    package mutating func beginScheduledFetch(at now: Int64) -> Bool {
        guard let nextFetch, nextFetch <= now else { return false }
        begin(at: now)
        return true
    }

    /// Says what to do about a key id that no loaded key has.
    ///
    /// The cooldown is claimed before the fetch begins.
    package mutating func unknownKey(at now: Int64) -> UnknownKeyOutcome {
        if isFixed { return .coolingDown }
        if isFetching { return .join }
        if let cooldownEnds, now < cooldownEnds { return .coolingDown }
        cooldownEnds = Self.sum(now, cooldown)
        begin(at: now)
        return .fetch
    }

    /// Records that keys were loaded.
    ///
    /// - Parameters:
    ///   - now: The time, in nanoseconds.
    ///   - maximumAgeSeconds: The server's `max-age`, if it gave one.
    ///   - jitter: From 0 to 1: how much of a tenth of the interval the next fetch comes earlier. Default: 0.
    package mutating func succeeded(at now: Int64, maximumAgeSeconds: Int64? = nil, jitter: Double = 0) {
        finish()
        successes += 1
        failures = 0
        lastSuccess = now
        let interval = Self.duration(settings.intervalSeconds)
        let served = maximumAgeSeconds.map { max(Self.minimumInterval, Self.duration($0)) } ?? interval
        let pause = min(interval, served)
        // A minute stays a minute: only an interval that was configured shorter may become shorter still.
        let shortest = interval <= Self.minimumInterval ? 0 : min(pause, Self.minimumInterval)
        plannedFetch = Self.sum(now, max(pause - Self.share(jitter, of: pause / 10), shortest))
    }

    /// Records that a fetch brought no usable keys.
    ///
    /// The old ones stay.
    ///
    /// - Parameters:
    ///   - now: The time, in nanoseconds.
    ///   - jitter: From 0 to 1: how much of a quarter of the pause the next attempt comes earlier. Default: 0.
    package mutating func failed(at now: Int64, jitter: Double = 0) {
        finish()
        failures += 1
        guard mayUseKeys(at: now) else {
            // Counted from the beginning: an attempt that hung until its deadline is followed by another one at once.
            let pause = Self.pauseWithoutKeys - Self.share(jitter, of: Self.pauseWithoutKeys / 4)
            plannedFetch = max(now, Self.sum(fetchBegan, pause))
            return
        }
        let limit = min(Self.maximumBackoff, max(Self.firstBackoff, Self.duration(settings.intervalSeconds)))
        let pause = min(limit, Self.firstBackoff << Int64(min(failures - 1, 15)))
        plannedFetch = Self.sum(now, pause - Self.share(jitter, of: pause / 4))
    }

    private mutating func begin(at now: Int64) {
        isFetching = true
        fetchBegan = now
    }

    /// A part of a time; what is no number from 0 to 1 counts as the nearer one, and no number at all as 0.
    private static func share(_ jitter: Double, of time: Int64) -> Int64 {
        Int64(Double(time) * (jitter > 0 ? min(jitter, 1) : 0))
    }

    /// A time and a duration added, at most as late as can be told.
    private static func sum(_ time: Int64, _ duration: Int64) -> Int64 {
        let (sum, overflows) = time.addingReportingOverflow(duration)
        return overflows ? .max : sum
    }

    private mutating func finish() {
        isFetching = false
        generation += 1
    }

    /// Seconds as nanoseconds, at most 68 years: what an `Int64` of seconds could overflow.
    private static func duration(_ seconds: Int64) -> Int64 {
        min(max(seconds, 0), 2_147_483_647) * nanoseconds
    }
}
