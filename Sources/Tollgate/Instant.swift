#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A moment on the two clocks of the gate.
///
/// It is always passed in, never read inside.
public struct Instant: Hashable, Sendable {
    /// The wall clock in whole seconds since 1970 (RFC 7519 §2, NumericDate): for claims and calendar months.
    public var unixSeconds: Int64
    /// A clock that never jumps, in nanoseconds from any start: for limits and key refresh.
    public var monotonicNanoseconds: Int64

    /// A moment on both clocks.
    public init(unixSeconds: Int64, monotonicNanoseconds: Int64) {
        self.unixSeconds = unixSeconds
        self.monotonicNanoseconds = monotonicNanoseconds
    }

    /// Reads this machine's clocks.
    public static func now() -> Instant {
        Instant(
            unixSeconds: nanoseconds(of: CLOCK_REALTIME) / 1_000_000_000,
            monotonicNanoseconds: nanoseconds(of: CLOCK_MONOTONIC))
    }

    private static func nanoseconds(of clock: clockid_t) -> Int64 {
        var time = timespec()
        _ = unsafe clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
