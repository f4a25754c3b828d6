package import TollgateCatalogue

/// When one issuer's keys are fetched.
///
/// Pure: times come in, decisions go out, nothing is read or started here.
///
/// All times are in nanoseconds of a monotonic clock.
package struct RefreshStateMachine: Sendable {
    /// What an unknown key id leads to.
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
    /// While no keys were ever loaded, an issuer that comes up is noticed this soon.
    private static let maximumBackoffWithoutKeys: Int64 = nanoseconds
    private static let maximumBackoff: Int64 = 60 * nanoseconds
    /// A `max-age` shorter than this is not followed.
    private static let minimumInterval: Int64 = 60 * nanoseconds

    private let settings: KeyRefreshSettings
    private let isFixed: Bool
    private var cooldownEnds: Int64?

    /// How many fetches have failed since the last one that brought keys.
    package private(set) var failures = 0
    /// How many fetches have brought keys.
    package private(set) var successes: UInt64 = 0
    /// When the last fetch began that was claimed here.
    package private(set) var fetchBegan = Int64.min
    /// How many fetches have been finished, well or badly.
    package private(set) var generation: UInt64 = 0
    /// Whether a fetch is going on.
    package private(set) var isFetching = false
    /// When the last fetch that brought keys was finished.
    package private(set) var lastSuccess: Int64?
    /// When the next scheduled fetch is due; `nil` while one is going on, and where keys are never fetched.
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

    /// Whether the last fetch failed, or none was ever finished.
    package var isFailing: Bool { failures > 0 || (lastSuccess == nil && !isFixed) }

    /// Whether keys that were loaded may still be used.
    package func mayUseKeys(at now: Int64) -> Bool {
        lastSuccess != nil && now <= usableUntil
    }

    /// Until when loaded keys may be used; `Int64.min` where none are.
    package var usableUntil: Int64 {
        guard let lastSuccess else { return .min }
        return isFixed ? .max : lastSuccess + Self.duration(settings.maximumStaleSeconds)
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
        cooldownEnds = now + Self.duration(settings.cooldownSeconds)
        begin(at: now)
        return .fetch
    }

    /// Records that keys were loaded.
    ///
    /// - Parameters:
    ///   - now: When.
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
        // What is no number counts as 0.
        let earlier = Int64(Double(pause / 10) * (jitter > 0 ? min(jitter, 1) : 0))
        // A minute stays a minute: only an interval that was configured shorter may become shorter still.
        let shortest = interval <= Self.minimumInterval ? 0 : min(pause, Self.minimumInterval)
        plannedFetch = now + max(pause - earlier, shortest)
    }

    /// Records that a fetch brought no usable keys.
    ///
    /// The old ones stay.
    package mutating func failed(at now: Int64) {
        finish()
        failures += 1
        let limit =
            lastSuccess == nil
            ? Self.maximumBackoffWithoutKeys
            : min(Self.maximumBackoff, max(Self.firstBackoff, Self.duration(settings.intervalSeconds)))
        plannedFetch = now + min(limit, Self.firstBackoff << Int64(min(failures - 1, 15)))
    }

    private mutating func begin(at now: Int64) {
        isFetching = true
        fetchBegan = now
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
