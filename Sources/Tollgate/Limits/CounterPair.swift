/// A bucket and a count, each of which may be unused.
///
/// They are side by side because a plan mostly has both: a client's first pair is the client itself.
class CounterPair: @unchecked Sendable {
    // The rules are set once, under the lock of the client's shard, before anybody is given the counter.

    /// The rule of the bucket; `nil` where there is none.
    final private(set) var rateRule: RateRule?
    /// The rule of the count; `nil` where there is none.
    final private(set) var quotaRule: QuotaRule?
    final let rate = RateCounter()
    final let quota = QuotaCounter()

    /// Whether the bucket is in use for an API.
    final func countsRate(for api: String) -> Bool {
        guard let rateRule else { return false }
        return rateRule.place.counts(for: api) && rate.state != RateCounter.retired
    }

    /// Whether the count is in use for an API.
    final func countsQuota(for api: String) -> Bool {
        guard let quotaRule else { return false }
        return quotaRule.place.counts(for: api) && !quota.isRetired
    }

    /// Whether both counters were in use and are so no more.
    final var isDone: Bool {
        guard rateRule != nil || quotaRule != nil else { return false }
        return (rateRule == nil || rate.state == RateCounter.retired) && (quotaRule == nil || quota.isRetired)
    }

    /// Begins to use the bucket, which is unused so far.
    final func begin(_ rule: RateRule, taken: Int64, at instant: Instant) {
        rate.begin(rule.shape, taken: taken, at: instant.monotonicNanoseconds)
        rateRule = rule
    }

    /// Begins to use the count, which is unused so far.
    final func begin(_ rule: QuotaRule, used: Int64, at instant: Instant) {
        quota.begin(rule.shape, used: used, at: instant)
        quotaRule = rule
    }
}
