/// The state in which a request left the counters that decided about it; a report is made of it on demand.
struct LimitState: Sendable {
    let instant: Instant
    /// The state of the rate's bucket.
    var rate: Int64 = 0
    /// The count of the quota.
    var quota: Int64 = 0
}
