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
    /// All of them, and a new counter begins with what the others have counted: a client with tokens of several plans
    /// cannot add them up, neither side by side nor one after another (design §4).
    ///
    /// - Parameters:
    ///   - grant: The merged limits.
    ///   - api: The API's place.
    ///   - instant: Now.
    ///   - charges: Whether to charge; explaining only looks.
    ///   - countsProgress: Whether any policy limits concurrency, so that requests in progress have to be counted.
    /// - Returns: How the client stands, and the limit that refuses it, if one does.
    mutating func admit(
        _ grant: Grant, api: Int, at instant: Instant, charges: Bool, countsProgress: Bool
    ) -> (report: LimitReport, rejection: Rejection?) {
        for index in buckets.indices { buckets[index].bucket.refill(at: instant.monotonicNanoseconds) }
        for index in quotas.indices { quotas[index].counter.roll(at: instant) }
        let bucket = bucketIndex(for: grant, api: api, at: instant.monotonicNanoseconds)
        let quota = quotaIndex(for: grant, api: api, at: instant)

        // The first of these is the cause; the time to wait is that of whichever takes longest.
        var rejections: [(cause: Rejection, seconds: Int64)] = []
        if let limit = grant.concurrency, requestsInProgress(grant, api: api) >= limit {
            rejections.append((.concurrencyExceeded, 1))
        }
        if let bucket, buckets[bucket].bucket.remaining < 1 {
            rejections.append((.rateExceeded, max(1, buckets[bucket].bucket.secondsUntilNext)))
        }
        if let quota, quotas[quota].counter.remaining < 1 {
            rejections.append((.quotaExceeded, quotas[quota].counter.secondsUntilReset(at: instant)))
        }
        if rejections.isEmpty, charges {
            for index in buckets.indices where buckets[index].place.counts(for: api) {
                buckets[index].bucket.charge()
            }
            for index in quotas.indices where quotas[index].place.counts(for: api) {
                quotas[index].counter.charge(at: instant)
            }
            if countsProgress { inProgress[api, default: 0] += 1 }
        }
        var report = LimitReport(retryAfterSeconds: rejections.map(\.seconds).max())
        if let bucket { report.rate = rateEntry(bucket) }
        if let quota { report.quota = quotaEntry(quota, at: instant) }
        return (report, rejections.first?.cause)
    }

    /// How many requests count against a grant's concurrency: those to this API, or to all of them.
    private func requestsInProgress(_ grant: Grant, api: Int) -> Int {
        grant.concurrencyIsForOneAPI ? inProgress[api, default: 0] : inProgress.values.reduce(0, +)
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
        let known = buckets.firstIndex { $0.place == place }
        if let known, buckets[known].bucket.has(requests: requests, seconds: seconds) { return known }
        let taken = buckets.filter { $0.place.counts(for: api) }.map(\.bucket.taken).max() ?? 0
        let bucket = TokenBucket(requests: requests, seconds: seconds, taken: taken, at: now)
        if let known {
            buckets[known].bucket = bucket
            return known
        }
        buckets.append((place, bucket))
        return buckets.count - 1
    }

    private mutating func quotaIndex(for grant: Grant, api: Int, at instant: Instant) -> Int? {
        guard let quota = grant.quota, case .limited(let maximum, let window) = quota.limit else { return nil }
        let place = Place(policy: quota.policy, api: grant.quotaIsForOneAPI ? api : nil)
        let known = quotas.firstIndex { $0.place == place }
        if let known, quotas[known].counter.maximum == maximum, quotas[known].counter.window == window { return known }
        let used = quotas.filter { $0.place.counts(for: api) }.map(\.counter.used).max() ?? 0
        let counter = QuotaCounter(maximum: maximum, window: window, used: used, at: instant)
        if let known {
            quotas[known].counter = counter
            return known
        }
        quotas.append((place, counter))
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
