internal import Synchronization
internal import TollgateCatalogue
internal import TollgateConcurrency

/// What one client has used: a bucket or a counter for each policy that limited it, and its requests in progress.
///
/// The lists change rarely and under a lock; requests count without one, by `Charges` that were made from them.
final class ClientCounters: Sendable {
    private struct Lists {
        var rates: [RateCounter] = []
        var quotas: [QuotaCounter] = []
        var progress: [ProgressCounter] = []
        var isDropped = false
    }

    /// Moves before a counter comes or goes.
    ///
    /// Whoever charged counters and then finds it unmoved has charged all of them.
    private let version = Atomic<UInt64>(0)
    private let lists = Lock<Lists>(Lists())
    /// Held while a request is charged to counters of several plans; taken before the lists.
    let oneByOne = Lock<Void>(())
    /// Requests in progress on all APIs.
    let progressOnAll = ProgressCounter(api: nil)

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
    ///   - instant: Now.
    ///   - countsProgress: Whether requests in progress have to be counted.
    ///   - keeps: Whether new counters are kept; explaining only looks.
    /// - Returns: The counters, or `nil` where the client was dropped meanwhile.
    func charges(
        for grant: Grant, api: String, at instant: Instant, countsProgress: Bool, keeps: Bool
    ) -> Charges? {
        lists.withLock { lists in
            guard !lists.isDropped else { return nil }
            var own = Lists(rates: lists.rates, quotas: lists.quotas, progress: lists.progress)
            let rate = self.rate(of: grant, api, &own, at: instant, moves: keeps)
            let quota = self.quota(of: grant, api, &own, at: instant, moves: keeps)
            let progress = countsProgress || grant.concurrency != nil ? Self.progress(on: api, &own, keeps) : nil
            if keeps { lists = own }
            return Charges(
                client: self, version: currentVersion, api: api, rate: rate, rateShape: rate?.shape ?? .none,
                quota: quota,
                otherRates: own.rates.filter { $0 !== rate && $0.place.counts(for: api) },
                otherQuotas: own.quotas.filter { $0 !== quota && $0.place.counts(for: api) },
                progress: progress, concurrency: grant.concurrency,
                concurrencyIsForOneAPI: grant.concurrencyIsForOneAPI)
        }
    }

    /// Charges a request to counters that came while it was charged to the others, and to those that were being dropped.
    ///
    /// - Parameters:
    ///   - charges: The counters that the request was to be charged to.
    ///   - missedRates: Those among them that could not be charged.
    ///   - missedQuotas: Likewise.
    ///   - instant: Now.
    /// - Returns: `false` where the client was dropped meanwhile: the request counts for nothing and has to ask again.
    func settle(
        _ charges: Charges, _ missedRates: [RateCounter], _ missedQuotas: [QuotaCounter], at instant: Instant
    ) -> Bool {
        lists.withLock { lists in
            guard !lists.isDropped else { return false }
            let newRates = lists.rates.filter { $0.place.counts(for: charges.api) && !charges.has($0) }
            for rate in newRates + missedRates { _ = rate.charge(at: instant.monotonicNanoseconds) }
            let newQuotas = lists.quotas.filter { $0.place.counts(for: charges.api) && !charges.has($0) }
            for quota in newQuotas + missedQuotas { _ = quota.charge(at: instant) }
            return true
        }
    }

    /// Drops all counters if forgetting them changes nothing: buckets full, windows over, nothing in progress.
    ///
    /// - Returns: Whether the client can be forgotten.
    func dropIfIdle(at instant: Instant) -> Bool {
        lists.withLock { lists in
            version.add(1, ordering: .sequentiallyConsistent)
            var rates: [(counter: RateCounter, state: Int64)] = []
            var quotas: [(counter: QuotaCounter, state: Int64)] = []
            for counter in lists.rates {
                guard let state = counter.retire(at: instant.monotonicNanoseconds) else { break }
                rates.append((counter, state))
            }
            for counter in lists.quotas {
                guard let state = counter.retire(at: instant) else { break }
                quotas.append((counter, state))
            }
            lists.isDropped =
                rates.count == lists.rates.count && quotas.count == lists.quotas.count && progressOnAll.value == 0
            guard !lists.isDropped else { return true }
            for (counter, state) in rates { counter.restore(state) }
            for (counter, state) in quotas { counter.restore(state) }
            return false
        }
    }

    // MARK: - Finding and making counters

    private func rate(
        of grant: Grant, _ api: String, _ lists: inout Lists, at instant: Instant, moves: Bool
    ) -> RateCounter? {
        guard let rate = grant.rate, case .limited(let requests, let seconds) = rate.limit else { return nil }
        let place = CounterPlace(policy: rate.policy, api: grant.rateIsForOneAPI ? api : nil)
        let known = lists.rates.firstIndex { $0.place == place }
        if let known, lists.rates[known].shape.requests == requests, lists.rates[known].shape.seconds == seconds {
            return lists.rates[known]
        }
        if moves { version.add(1, ordering: .sequentiallyConsistent) }
        let now = instant.monotonicNanoseconds
        let taken =
            lists.rates.filter { $0.place.counts(for: api) }
            .map { $0.shape.requests - $0.remaining($0.state, at: now) }.max() ?? 0
        let counter = RateCounter(
            place: place, shape: RateShape(requests: requests, seconds: seconds), taken: taken, at: now)
        if let known { lists.rates[known] = counter } else { lists.rates.append(counter) }
        return counter
    }

    private func quota(
        of grant: Grant, _ api: String, _ lists: inout Lists, at instant: Instant, moves: Bool
    ) -> QuotaCounter? {
        guard let quota = grant.quota, case .limited(let maximum, let window) = quota.limit else { return nil }
        let place = CounterPlace(policy: quota.policy, api: grant.quotaIsForOneAPI ? api : nil)
        let known = lists.quotas.firstIndex { $0.place == place }
        if let known, lists.quotas[known].maximum == maximum, lists.quotas[known].window == window {
            return lists.quotas[known]
        }
        if moves { version.add(1, ordering: .sequentiallyConsistent) }
        let used = lists.quotas.filter { $0.place.counts(for: api) }.map { $0.state(at: instant) }.max() ?? 0
        let counter = QuotaCounter(place: place, maximum: maximum, window: window, used: used, at: instant)
        if let known { lists.quotas[known] = counter } else { lists.quotas.append(counter) }
        return counter
    }

    private static func progress(on api: String, _ lists: inout Lists, _ keeps: Bool) -> ProgressCounter {
        if let known = lists.progress.first(where: { $0.api == api }) { return known }
        let counter = ProgressCounter(api: api)
        if keeps { lists.progress.append(counter) }
        return counter
    }
}
