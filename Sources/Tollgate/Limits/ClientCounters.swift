internal import Synchronization
internal import TollgateCatalogue

/// The counters of one client: a bucket or a count for each policy that limited it, and its requests in progress.
///
/// The client is itself its first pair of counters, so that one with a plan is one object. Requests count without a
/// lock, by ``Charges`` that were made here; all methods are called under the lock of the client's shard.
final class ClientCounters: CounterPair, @unchecked Sendable {
    // What changes besides atomics changes under the shard's lock.

    /// The counters that few clients have: those of further plans, and of requests in progress.
    private final class More {
        var pairs: [CounterPair] = []
        var progress: [ProgressCounter] = []
        let progressOnAll = ProgressCounter(api: nil)
    }

    /// The version of a client who was dropped.
    private static let dropped = UInt64.max

    let key: CounterOwner
    /// Moves before a counter comes or goes.
    ///
    /// A caller that charged counters and then finds it unmoved has charged all of them.
    private let version = Atomic<UInt64>(0)
    private var more: More?

    init(_ key: CounterOwner) {
        self.key = key
    }

    /// The version now.
    var currentVersion: UInt64 { version.load(ordering: .sequentiallyConsistent) }

    /// The counters that a request with this grant is checked against and charged to.
    ///
    /// A new counter begins with what the others have counted: a client with tokens of several plans cannot add them
    /// up, neither side by side nor one after another (design §4).
    ///
    /// - Parameters:
    ///   - grant: The merged limits.
    ///   - api: The API's name: its place may change with the catalogue.
    ///   - shard: The client's shard.
    ///   - instant: Now.
    ///   - countsProgress: Whether requests in progress have to be counted.
    ///   - keeps: Whether new counters are kept; explaining only looks.
    /// - Returns: The counters.
    func charges(
        for grant: Grant, api: String, in shard: LimiterShard, at instant: Instant, countsProgress: Bool, keeps: Bool
    ) -> Charges {
        let rate = grant.rateRule.map { self.rate($0, api, at: instant, keeps: keeps) }
        let quota = grant.quotaRule.map { self.quota($0, api, at: instant, keeps: keeps) }
        let progress = countsProgress || grant.concurrency != nil ? self.progress(on: api, keeps: keeps) : nil
        return Charges(
            client: self, shard: shard, version: currentVersion, api: api,
            rate: rate, rateShape: rate?.rateRule?.shape ?? .none,
            quota: quota, quotaShape: quota?.quotaRule?.shape ?? .none,
            otherRates: pairs { $0 !== rate && $0.countsRate(for: api) },
            otherQuotas: pairs { $0 !== quota && $0.countsQuota(for: api) },
            progress: progress, concurrency: grant.concurrency, concurrencyIsForOneAPI: grant.concurrencyIsForOneAPI)
    }

    /// Charges a request to counters that came while it was charged to the others.
    ///
    /// - Parameters:
    ///   - charges: The counters that the request was charged to.
    ///   - instant: Now.
    /// - Returns: `false` where the client was dropped meanwhile: the request counts for nothing and has to ask again.
    func settle(_ charges: Charges, at instant: Instant) -> Bool {
        guard currentVersion != Self.dropped else { return false }
        for pair in pairs({ $0 !== charges.rate && $0.countsRate(for: charges.api) }) {
            if let shape = pair.rateRule?.shape { pair.rate.charge(shape, at: instant.monotonicNanoseconds) }
        }
        for pair in pairs({ $0 !== charges.quota && $0.countsQuota(for: charges.api) }) {
            if let shape = pair.quotaRule?.shape { pair.quota.charge(shape, at: instant) }
        }
        return true
    }

    /// Drops all counters if forgetting them changes nothing: buckets full, windows over, nothing in progress.
    ///
    /// - Returns: Whether the client can be forgotten.
    func dropIfIdle(at instant: Instant) -> Bool {
        version.add(1, ordering: .sequentiallyConsistent)
        let buckets = pairs { $0.rateRule != nil && $0.rate.state != RateCounter.retired }
        let counts = pairs { $0.quotaRule != nil && !$0.quota.isRetired }
        var states: [Int64] = []
        for pair in buckets {
            guard let shape = pair.rateRule?.shape,
                let state = pair.rate.retireIfIdle(shape, at: instant.monotonicNanoseconds)
            else { break }
            states.append(state)
        }
        if states.count == buckets.count {
            for pair in counts {
                guard let window = pair.quotaRule?.shape.window,
                    let state = pair.quota.retireIfIdle(window, at: instant)
                else { break }
                states.append(state)
            }
        }
        guard states.count < buckets.count + counts.count || (more?.progressOnAll.value ?? 0) > 0 else {
            version.store(Self.dropped, ordering: .sequentiallyConsistent)
            return true
        }
        for (pair, state) in zip(buckets, states) { pair.rate.restore(state) }
        for (pair, state) in zip(counts, states.dropFirst(buckets.count)) { pair.quota.restore(state) }
        return false
    }

    // MARK: - Keeping and going on

    /// The used part of one quota, and the end of its window in seconds since 1970.
    struct Use {
        let key: CounterOwner
        let rule: QuotaRule
        let used: Int64
        let endsAt: Int64
    }

    /// The used parts of all quotas whose windows have begun.
    func uses(at instant: Instant) -> [Use] {
        pairs { !$0.quota.isRetired }.compactMap { pair in
            guard let rule = pair.quotaRule, let endsAt = pair.quota.endsAt(rule.shape.window, at: instant) else {
                return nil
            }
            let used = pair.quota.state(rule.shape, at: instant)
            return used > 0 ? Use(key: key, rule: rule, used: used, endsAt: endsAt) : nil
        }
    }

    /// Raises what is used of a quota.
    func resume(_ rule: QuotaRule, used: Int64, _ share: QuotaCounter.Share, endsAt: Int64, at instant: Instant) {
        let known = pairs { $0.quotaRule?.isSame(as: rule) == true && !$0.quota.isRetired }.first
        if known == nil { version.add(1, ordering: .sequentiallyConsistent) }
        let pair = known ?? self.pair { $0.quotaRule == nil }
        if known == nil { pair.begin(rule, used: 0, at: instant) }
        pair.quota.resume(rule.shape, used: used, share, endsAt: endsAt, at: instant)
    }

    /// The part of one rate that is used at the moment.
    struct RateUse {
        let key: CounterOwner
        let rule: RateRule
        /// The number of requests that its bucket lacks, rounded up.
        let missing: Int64
    }

    /// The used parts of all rates whose buckets are not full.
    func rateUses(at instant: Instant) -> [RateUse] {
        pairs { $0.rateRule != nil && $0.rate.state != RateCounter.retired }.compactMap { pair in
            guard let rule = pair.rateRule else { return nil }
            let missing =
                rule.shape.requests - rule.shape.remaining(pair.rate.state, at: instant.monotonicNanoseconds)
            return missing > 0 ? RateUse(key: key, rule: rule, missing: missing) : nil
        }
    }

    /// Takes requests out of a rate's bucket.
    func take(_ requests: Int64, of rule: RateRule, at instant: Instant) {
        let known = pairs { $0.rateRule?.isSame(as: rule) == true && $0.rate.state != RateCounter.retired }.first
        if known == nil { version.add(1, ordering: .sequentiallyConsistent) }
        let pair = known ?? self.pair { $0.rateRule == nil }
        if known == nil { pair.begin(rule, taken: 0, at: instant) }
        pair.rate.charge(rule.shape, requests: requests, at: instant.monotonicNanoseconds)
    }

    // MARK: - Finding and making counters

    /// The pairs for which something holds, in the order in which they came.
    private func pairs(_ isWanted: (CounterPair) -> Bool) -> [CounterPair] {
        let own: [CounterPair] = isWanted(self) ? [self] : []
        guard let more else { return own }
        return own + more.pairs.filter(isWanted)
    }

    /// A pair with an unused place, among the client's or new.
    private func pair(where isFree: (CounterPair) -> Bool) -> CounterPair {
        if let known = pairs(isFree).first { return known }
        let pair = CounterPair()
        let more = more ?? More()
        self.more = more
        more.pairs.removeAll(where: \.isDone)
        more.pairs.append(pair)
        return pair
    }

    private func rate(_ rule: RateRule, _ api: String, at instant: Instant, keeps: Bool) -> CounterPair {
        if let rateRule, rateRule.isSame(as: rule), rate.state != RateCounter.retired { return self }
        let live = pairs { $0.countsRate(for: api) }
        if let known = live.first(where: { $0.rateRule?.isSame(as: rule) == true }) { return known }
        if keeps { version.add(1, ordering: .sequentiallyConsistent) }
        let now = instant.monotonicNanoseconds
        // The policy's numbers may have changed: then the old bucket is done with.
        let taken = live.reduce(0 as Int64) { taken, pair in
            guard let known = pair.rateRule else { return taken }
            let state = keeps && known.place == rule.place ? pair.rate.retire() : pair.rate.state
            return max(taken, known.shape.requests - known.shape.remaining(state, at: now))
        }
        let pair = keeps ? self.pair { $0.rateRule == nil } : CounterPair()
        pair.begin(rule, taken: taken, at: instant)
        return pair
    }

    private func quota(_ rule: QuotaRule, _ api: String, at instant: Instant, keeps: Bool) -> CounterPair {
        if let quotaRule, quotaRule.isSame(as: rule), !quota.isRetired { return self }
        let live = pairs { $0.countsQuota(for: api) }
        if let known = live.first(where: { $0.quotaRule?.isSame(as: rule) == true }) { return known }
        if keeps { version.add(1, ordering: .sequentiallyConsistent) }
        let used = live.reduce(0 as Int64) { used, pair in
            guard let known = pair.quotaRule else { return used }
            let count = pair.quota.state(known.shape, at: instant)
            if keeps, known.place == rule.place { _ = pair.quota.retire() }
            return max(used, count)
        }
        let pair = keeps ? self.pair { $0.quotaRule == nil } : CounterPair()
        pair.begin(rule, used: used, at: instant)
        return pair
    }

    private func progress(on api: String, keeps: Bool) -> ProgressCounter {
        if let known = more?.progress.first(where: { $0.api == api }) { return known }
        let more = more ?? More()
        let counter = ProgressCounter(api: api, total: more.progressOnAll)
        guard keeps else { return counter }
        more.progress.append(counter)
        self.more = more
        return counter
    }
}
