import Tollgate

/// The moments of recorded requests, on clocks that only go forward.
///
/// The monotonic clock of a machine starts again with it, and a file may have the records of several: where it does not
/// fit the wall clock, that counts.
struct ReplayClock {
    /// By how much the two clocks may differ between two records.
    private static let toleranceNanoseconds: Int64 = 2_000_000_000
    /// No two records are further apart; it also keeps the sums below from overflowing.
    private static let longestPauseSeconds: Int64 = 366 * 86_400

    private var last: (time: Int64, monotonic: Int64)?
    private var nanoseconds: Int64 = 0

    /// The moment of the next record.
    mutating func instant(of record: DecisionRecord) -> Instant {
        if let last {
            let (passed, isFar) = record.time.subtractingReportingOverflow(last.time)
            let seconds =
                record.time <= last.time ? 0 : isFar ? Self.longestPauseSeconds : min(passed, Self.longestPauseSeconds)
            let (measured, overflow) = record.monotonic.subtractingReportingOverflow(last.monotonic)
            let fits =
                !overflow && measured >= 0 && measured < Self.longestPauseSeconds * 1_000_000_000
                && abs(measured - seconds * 1_000_000_000) <= Self.toleranceNanoseconds
            nanoseconds = min(nanoseconds + (fits ? measured : seconds * 1_000_000_000), .max / 4)
        }
        last = (record.time, record.monotonic)
        return Instant(unixSeconds: record.time, monotonicNanoseconds: nanoseconds)
    }
}
