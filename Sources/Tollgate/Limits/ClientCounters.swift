internal import TollgateCatalogue

/// What one client has used: a bucket or a counter for each policy that limited it, and its requests in progress.
struct ClientCounters: Sendable {
    private struct Place: Hashable {
        let policy: String
        /// The API that the limit is for; `nil` where it is for all of them.
        let api: Int?

        func counts(for api: Int) -> Bool { self.api == nil || self.api == api }
    }

    private var buckets: [(place: Place, bucket: TokenBucket)] = []
    private var quotas: [(place: Place, counter: QuotaCounter)] = []
    /// Requests in progress, by API.
    private var inProgress: [Int: Int] = [:]

    /// Checks a request against the limits of its grant and, if it passes, charges it to all live counters.
    ///
    /// All of them, so that a client with tokens of several plans cannot add them up (design §4).
    ///
    /// - Parameters:
    ///   - grant: The merged limits.
    ///   - api: The API's place.
    ///   - instant: Now.
    ///   - charges: Whether to charge; explaining only looks.
    /// - Returns: How the client stands, and the limit that refuses it, if one does.
    mutating func admit(
        _ grant: Grant, api: Int, at instant: Instant, charges: Bool
    ) -> (report: LimitReport, rejection: Rejection?) {
        let now = instant.monotonicNanoseconds
        for index in buckets.indices { buckets[index].bucket.refill(at: now) }
        for index in quotas.indices { quotas[index].counter.roll(at: instant) }
        let bucket = bucketIndex(for: grant, api: api, at: now)
        let quota = quotaIndex(for: grant, api: api)

        var rejection: Rejection?
        var retryAfter: Int64?
        if let limit = grant.concurrency, inProgress[api, default: 0] >= limit {
            rejection = .concurrencyExceeded
            retryAfter = 1
        } else if let bucket, buckets[bucket].bucket.remaining < 1 {
            rejection = .rateExceeded
            retryAfter = max(1, buckets[bucket].bucket.secondsUntilNext)
        } else if let quota, quotas[quota].counter.remaining < 1 {
            rejection = .quotaExceeded
            retryAfter = quotas[quota].counter.secondsUntilReset(at: instant)
        }
        if rejection == nil, charges {
            for index in buckets.indices where buckets[index].place.counts(for: api) {
                buckets[index].bucket.charge()
            }
            for index in quotas.indices where quotas[index].place.counts(for: api) {
                quotas[index].counter.charge(at: instant)
            }
            if grant.concurrency != nil { inProgress[api, default: 0] += 1 }
        }
        var report = LimitReport(retryAfterSeconds: retryAfter)
        if let bucket { report.rate = rateEntry(bucket) }
        if let quota { report.quota = quotaEntry(quota, at: instant) }
        return (report, rejection)
    }

    /// Ends a request that was in progress.
    mutating func release(api: Int) {
        guard let count = inProgress[api] else { return }
        inProgress[api] = count > 1 ? count - 1 : nil
    }

    /// Whether forgetting the client would change nothing.
    mutating func isIdle(at instant: Instant) -> Bool {
        for index in buckets.indices { buckets[index].bucket.refill(at: instant.monotonicNanoseconds) }
        for index in quotas.indices { quotas[index].counter.roll(at: instant) }
        return inProgress.isEmpty && buckets.allSatisfy(\.bucket.isFull) && quotas.allSatisfy(\.counter.isUnused)
    }

    private mutating func bucketIndex(for grant: Grant, api: Int, at now: Int64) -> Int? {
        guard let rate = grant.rate, case .limited(let requests, let seconds) = rate.limit else { return nil }
        let place = Place(policy: rate.policy, api: grant.rateIsForOneAPI ? api : nil)
        if let index = buckets.firstIndex(where: { $0.place == place }) {
            if buckets[index].bucket.has(requests: requests, seconds: seconds) { return index }
            buckets[index].bucket = TokenBucket(requests: requests, seconds: seconds, at: now)
            return index
        }
        buckets.append((place, TokenBucket(requests: requests, seconds: seconds, at: now)))
        return buckets.count - 1
    }

    private mutating func quotaIndex(for grant: Grant, api: Int) -> Int? {
        guard let quota = grant.quota, case .limited(let maximum, let window) = quota.limit else { return nil }
        let place = Place(policy: quota.policy, api: grant.quotaIsForOneAPI ? api : nil)
        if let index = quotas.firstIndex(where: { $0.place == place }) {
            let counter = quotas[index].counter
            if counter.maximum == maximum, counter.window == window { return index }
            quotas[index].counter = QuotaCounter(maximum: maximum, window: window)
            return index
        }
        quotas.append((place, QuotaCounter(maximum: maximum, window: window)))
        return quotas.count - 1
    }

    private func rateEntry(_ index: Int) -> LimitReport.Entry {
        let (place, bucket) = buckets[index]
        return LimitReport.Entry(
            policy: place.policy, limit: bucket.requests,
            windowSeconds: Int64(bucket.periodNanoseconds / 1_000_000_000),
            remaining: bucket.remaining, resetSeconds: bucket.secondsUntilFull)
    }

    private func quotaEntry(_ index: Int, at instant: Instant) -> LimitReport.Entry {
        let (place, counter) = quotas[index]
        return LimitReport.Entry(
            policy: place.policy, limit: counter.maximum, windowSeconds: counter.window.nominalSeconds,
            remaining: counter.remaining, resetSeconds: counter.secondsUntilReset(at: instant))
    }
}
