internal import Synchronization

/// The state of an issuer's keys that its cached tokens depend on, readable without a lock.
final class KeyFreshness: Sendable {
    /// Keys that may never be used: those of an issuer that the gate does not know.
    static let never = KeyFreshness()

    /// Moves whenever the issuer's keys change.
    let generation = Atomic<UInt64>(0)
    /// Until when the keys may be used, in monotonic nanoseconds; `Int64.min` while there are none.
    let usableUntil = Atomic<Int64>(.min)
}
