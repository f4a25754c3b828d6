/// The rule by which a client counts as lost that its provider does not let the registrar manage any more.
public struct LossRule: Hashable, Sendable {
    /// The pause after the first refusal before the provider is asked again: 30 s, twice as long each time.
    private static let firstPauseSeconds: Int64 = 30

    /// The number of times that the provider must have been asked and have refused.
    public var refusals: Int
    /// The time for which it must have refused, in seconds.
    public var spanSeconds: Int64

    /// A rule with these numbers.
    ///
    /// - Parameters:
    ///   - refusals: The number of times that the provider must have been asked and have refused. Default: 3.
    ///   - spanSeconds: The time for which it must have refused, in seconds. Default: 1 h.
    public init(refusals: Int = 3, spanSeconds: Int64 = 3600) {
        self.refusals = refusals
        self.spanSeconds = spanSeconds
    }

    /// Returns the time at which the provider is to be asked again, in Unix seconds.
    ///
    /// The pauses grow to an even share of the span.
    func nextAttempt(after refusals: ManagementRefusals) -> Int64 {
        let longest = max(Self.firstPauseSeconds, spanSeconds / Int64(max(self.refusals, 1)))
        let (doubled, isTooLong) = Self.firstPauseSeconds.multipliedReportingOverflow(
            by: 1 << Int64(min(max(refusals.count, 0), 40)))
        let (time, isTooFar) = refusals.lastAt.addingReportingOverflow(isTooLong ? longest : min(doubled, longest))
        return isTooFar ? .max : time
    }

    /// Says whether the client is lost after `refusals`, of which the last was at `now`.
    func isLost(after refusals: ManagementRefusals, at now: Int64) -> Bool {
        guard refusals.count >= self.refusals else { return false }
        let (span, isTooLong) = now.subtractingReportingOverflow(refusals.since)
        return isTooLong || span >= spanSeconds
    }
}
