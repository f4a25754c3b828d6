internal import TollgateCatalogue
internal import TollgateConcurrency

/// The counters of a client that one kind of request is checked against and charged to.
///
/// It never changes: where the client gets or loses a counter, it is out of date and the limiter gives another one.
struct Charges: Sendable {
    /// What became of a request.
    enum Outcome {
        /// It is charged to all counters.
        case admitted(LimitState, ConcurrencyLease?)
        /// It is charged to none.
        case refused(Rejection, LimitReport)
        /// The counters are out of date; nothing is charged.
        case outOfDate
    }

    let client: ClientCounters
    let version: UInt64
    /// The name of the API.
    let api: String
    /// The counters that decide.
    let rate: RateCounter?
    let rateShape: RateShape
    let quota: QuotaCounter?
    /// The client's other live counters for the API.
    let otherRates: [RateCounter]
    let otherQuotas: [QuotaCounter]
    /// Requests in progress on the API, where they have to be counted.
    let progress: ProgressCounter?
    let concurrency: Int?
    let concurrencyIsForOneAPI: Bool

    func has(_ counter: RateCounter) -> Bool { rate === counter || otherRates.contains { $0 === counter } }
    func has(_ counter: QuotaCounter) -> Bool { quota === counter || otherQuotas.contains { $0 === counter } }

    /// Checks a request against the limits and, if it passes, charges it to all counters.
    ///
    /// Any number of threads may do so at once: together they never get more than there is.
    func take(at instant: Instant) -> Outcome {
        guard !otherRates.isEmpty || !otherQuotas.isEmpty else { return takeAndCharge(at: instant) }
        // A client with tokens of several plans: one request at a time, or the last one of each plan would be let in
        // before it is charged to the others.
        return client.oneByOne.withLock { _ in takeAndCharge(at: instant) }
    }

    private func takeAndCharge(at instant: Instant) -> Outcome {
        guard client.currentVersion == version else { return .outOfDate }
        guard enter() else { return refused(.concurrencyExceeded, at: instant) }
        var state = LimitState(instant: instant)
        switch rate?.take(rateShape, at: instant.monotonicNanoseconds) {
        case nil: break
        case .taken(let rate): state.rate = rate
        case .lacking:
            leave()
            return refused(.rateExceeded, at: instant)
        case .retired:
            leave()
            return .outOfDate
        }
        switch quota?.take(at: instant) {
        case nil: break
        case .taken(let quota): state.quota = quota
        case .lacking:
            rate?.giveBack(state.rate)
            leave()
            return refused(.quotaExceeded, at: instant)
        case .retired:
            rate?.giveBack(state.rate)
            leave()
            return .outOfDate
        }
        // Somebody may be trying to drop the client, and will give the counters back that were not charged for it.
        var missedRates: [RateCounter] = []
        var missedQuotas: [QuotaCounter] = []
        for other in otherRates where !other.charge(at: instant.monotonicNanoseconds) { missedRates.append(other) }
        for other in otherQuotas where !other.charge(at: instant) { missedQuotas.append(other) }
        // A counter that came meanwhile has not seen this request, unless its beginning did: then it counts twice.
        if client.currentVersion != version || !missedRates.isEmpty || !missedQuotas.isEmpty {
            guard client.settle(self, missedRates, missedQuotas, at: instant) else {
                leave()
                return .outOfDate
            }
        }
        return .admitted(state, progress.map { ConcurrencyLease(onAPI: $0, onAll: client.progressOnAll) })
    }

    /// How a request would fare, without charging it.
    func look(at instant: Instant) -> (report: LimitReport, rejection: Rejection?) {
        var rejection: Rejection?
        if let quota, quota.remaining(quota.state(at: instant)) < 1 { rejection = .quotaExceeded }
        let now = instant.monotonicNanoseconds
        if let rate, rate.remaining(rate.state, at: now) < 1 { rejection = .rateExceeded }
        if let concurrency, requestsInProgress >= concurrency { rejection = .concurrencyExceeded }
        return (report(state(at: instant), rejection: rejection), rejection)
    }

    /// How the client stands in a state.
    ///
    /// - Parameters:
    ///   - state: The state.
    ///   - rejection: Why a request was refused, or `nil`.
    /// - Returns: The limits, and how long to wait: until whichever takes longest lets a request in.
    func report(_ state: LimitState, rejection: Rejection? = nil) -> LimitReport {
        var report = LimitReport()
        var waits: [Int64] = rejection == .concurrencyExceeded ? [1] : []
        let now = state.instant.monotonicNanoseconds
        if let rate {
            report.rate = LimitReport.Entry(
                policy: rate.place.policy, limit: rate.shape.requests, windowSeconds: rate.shape.seconds,
                remaining: rate.remaining(state.rate, at: now),
                resetSeconds: rate.secondsUntilFull(state.rate, at: now))
            let wait = rate.secondsUntilNext(state.rate, at: now)
            if wait > 0 || rejection == .rateExceeded { waits.append(max(1, wait)) }
        }
        if let quota {
            let reset = quota.secondsUntilReset(at: state.instant)
            report.quota = LimitReport.Entry(
                policy: quota.place.policy, limit: quota.maximum, windowSeconds: quota.window.nominalSeconds,
                remaining: quota.remaining(state.quota), resetSeconds: reset)
            if quota.remaining(state.quota) < 1 || rejection == .quotaExceeded { waits.append(reset) }
        }
        if rejection != nil { report.retryAfterSeconds = waits.max() ?? 1 }
        return report
    }

    // MARK: - Parts

    private func refused(_ rejection: Rejection, at instant: Instant) -> Outcome {
        .refused(rejection, report(state(at: instant), rejection: rejection))
    }

    private func state(at instant: Instant) -> LimitState {
        LimitState(instant: instant, rate: rate?.state ?? 0, quota: quota?.state(at: instant) ?? 0)
    }

    private var requestsInProgress: Int {
        (concurrencyIsForOneAPI ? progress?.value : nil) ?? client.progressOnAll.value
    }

    private func enter() -> Bool {
        guard let progress else { return true }
        guard progress.enter(limit: concurrencyIsForOneAPI ? concurrency : nil) else { return false }
        guard client.progressOnAll.enter(limit: concurrencyIsForOneAPI ? nil : concurrency) else {
            progress.leave()
            return false
        }
        return true
    }

    private func leave() {
        guard let progress else { return }
        progress.leave()
        client.progressOnAll.leave()
    }
}
