internal import TollgateCatalogue
internal import TollgateConcurrency

extension KeyStore {
    /// The state of one issuer's keys.
    public struct Status: Sendable {
        /// The issuer's name in the catalogue.
        public let issuer: String
        /// The keys in use, and those of the same set that are not used.
        public let keySet: KeySet?
        /// The URLs or the file that they came from; empty where the fetcher has not told.
        public let places: [String]
        /// Whether tokens of the issuer can be verified now.
        public let isUsable: Bool
        /// The time since the last fetch that brought keys; `nil` if none has, or keys are never fetched.
        public let age: Duration?
        /// The time that they may still be used if no other fetch brings keys; `nil` where there are none, or for ever.
        public let usableFor: Duration?
        /// The time until the next scheduled fetch; `nil` while one is going on, and where keys are never fetched.
        public let timeToNextFetch: Duration?
        /// Whether a fetch is going on.
        public let isFetching: Bool
        /// The number of fetches that have failed since the last one that brought keys.
        public let consecutiveFailures: Int
        /// The reason for the failure of the last fetch, if it failed.
        public let lastError: String?
        /// The number of fetches that unknown key ids have caused.
        public let unknownKeyFetches: UInt64
    }

    /// The state of every issuer's keys.
    public func statuses(at instant: Instant) -> [Status] {
        let now = instant.monotonicNanoseconds
        return state.withLock { state in
            state.slots.compactMap { slot in
                guard let issuer = slot.issuer else { return nil }
                let usableUntil = slot.machine.usableUntil
                return Status(
                    issuer: issuer.name, keySet: slot.keySet, places: slot.places,
                    isUsable: slot.machine.mayUseKeys(at: now),
                    age: slot.machine.isFixed ? nil : slot.machine.lastSuccess.map { .nanoseconds(now - $0) },
                    usableFor: usableUntil > now && usableUntil < .max ? .nanoseconds(usableUntil - now) : nil,
                    timeToNextFetch: slot.machine.nextFetch.map { .nanoseconds(max($0, now) - now) },
                    isFetching: slot.machine.isFetching, consecutiveFailures: slot.machine.failures,
                    lastError: slot.lastError, unknownKeyFetches: slot.unknownKeyFetches)
            }
        }
    }

    /// The number of requests that wait for keys now, and of those that were not let wait since the store was made.
    package var waits: (current: Int, refused: UInt64) {
        state.withLock { ($0.waiters.count, $0.waiters.refusals) }
    }
}
