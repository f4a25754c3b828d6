internal import TollgateCatalogue
internal import TollgateConcurrency

/// The counters of a client that one kind of request is checked against and charged to.
///
/// It never changes: where the client gets or loses a counter, it is out of date and the limiter gives another one.
struct Charges: Sendable {
    /// The outcome of charging a request.
    enum Outcome {
        /// It is charged to all counters.
        case admitted(LimitState, ConcurrencyLease?)
        /// It is charged to none.
        case refused(Rejection, LimitReport)
        /// The counters are out of date; nothing is charged.
        case outOfDate
    }

    let client: ClientCounters
    let shard: LimiterShard
    let version: UInt64
    /// The name of the API.
    let api: String
    /// The bucket and the count that decide.
    let rate: CounterPair?
    let rateShape: RateShape
    let quota: CounterPair?
    let quotaShape: QuotaShape
    /// The client's other live counters for the API.
    let otherRates: [CounterPair]
    let otherQuotas: [CounterPair]
    /// Requests in progress on the API, where they have to be counted.
    let progress: ProgressCounter?
    let concurrency: Int?
    let concurrencyIsForOneAPI: Bool

    /// Checks a request against the limits and, if it passes, charges it to all counters.
    ///
    /// Any number of threads may do so at once: together they never get more than there is.
    func take(at instant: Instant) -> Outcome {
        guard otherRates.isEmpty, otherQuotas.isEmpty else { return takeFromSeveral(at: instant) }
        guard client.currentVersion == version else { return .outOfDate }
        var outcome = takeFromDeciding(at: instant, isLocked: false)
        guard case .admitted = outcome, client.currentVersion != version else { return outcome }
        // A counter that came meanwhile has not seen this request, unless its beginning did: then it counts twice.
        if !shard.clients.withLock({ _ in client.settle(self, at: instant) }) { outcome = .outOfDate }
        return outcome
    }

    /// A client with tokens of several plans: one request at a time, or the last one of each plan would be let in
    /// before it is charged to the others.
    private func takeFromSeveral(at instant: Instant) -> Outcome {
        shard.clients.withLock { _ in
            guard client.currentVersion == version else { return .outOfDate }
            let outcome = takeFromDeciding(at: instant, isLocked: true)
            guard case .admitted = outcome else { return outcome }
            for pair in otherRates {
                if let shape = pair.rateRule?.shape { pair.rate.charge(shape, at: instant.monotonicNanoseconds) }
            }
            for pair in otherQuotas {
                if let shape = pair.quotaRule?.shape { pair.quota.charge(shape, at: instant) }
            }
            return outcome
        }
    }

    /// Checks a request against the counters that decide, and charges it to them.
    ///
    /// - Parameters:
    ///   - instant: Now.
    ///   - isLocked: Whether the caller holds the lock of the shard.
    /// - Returns: The outcome of the request.
    private func takeFromDeciding(at instant: Instant, isLocked: Bool) -> Outcome {
        guard enter() else { return refused(.concurrencyExceeded, at: instant) }
        var state = LimitState(instant: instant)
        switch rate?.rate.take(rateShape, at: instant.monotonicNanoseconds) {
        case nil: break
        case .taken(let rate): state.rate = rate
        case .lacking:
            leave()
            return refused(.rateExceeded, at: instant)
        case .windowOver, .retired:
            leave()
            return .outOfDate
        }
        guard let quota else { return admitted(state) }
        var answer = quota.quota.take(quotaShape, at: instant)
        if answer == .windowOver {
            if isLocked {
                quota.quota.beginWindow(quotaShape.window, at: instant)
            } else {
                shard.clients.withLock { _ in quota.quota.beginWindow(quotaShape.window, at: instant) }
            }
            answer = quota.quota.take(quotaShape, at: instant)
        }
        switch answer {
        case .taken(let count):
            state.quota = count
            return admitted(state)
        case .lacking:
            rate?.rate.giveBack(state.rate, rateShape)
            leave()
            return refused(.quotaExceeded, at: instant)
        case .windowOver, .retired:
            rate?.rate.giveBack(state.rate, rateShape)
            leave()
            return .outOfDate
        }
    }

    /// Checks a request against the limits and charges nothing.
    func preview(at instant: Instant) -> (report: LimitReport, rejection: Rejection?) {
        var rejection: Rejection?
        if let quota, quotaShape.remaining(quota.quota.state(quotaShape, at: instant)) < 1 {
            rejection = .quotaExceeded
        }
        let now = instant.monotonicNanoseconds
        if let rate, rateShape.remaining(rate.rate.state, at: now) < 1 { rejection = .rateExceeded }
        if let concurrency, requestsInProgress >= concurrency { rejection = .concurrencyExceeded }
        return (report(state(at: instant), rejection: rejection), rejection)
    }

    /// Makes the report of a state.
    ///
    /// - Parameters:
    ///   - state: The state.
    ///   - rejection: The reason for a refusal, or `nil`.
    /// - Returns: The limits, and the time to wait: until the one that takes longest lets a request in.
    func report(_ state: LimitState, rejection: Rejection? = nil) -> LimitReport {
        var report = LimitReport()
        var waits: [Int64] = rejection == .concurrencyExceeded ? [1] : []
        let now = state.instant.monotonicNanoseconds
        if let rule = rate?.rateRule {
            report.rate = LimitReport.Entry(
                policy: rule.place.policy, limit: rateShape.requests, windowSeconds: rateShape.seconds,
                remaining: rateShape.remaining(state.rate, at: now),
                resetSeconds: rateShape.secondsUntilFull(state.rate, at: now))
            let wait = rateShape.secondsUntilNext(state.rate, at: now)
            if wait > 0 || rejection == .rateExceeded { waits.append(max(1, wait)) }
        }
        if let quota, let rule = quota.quotaRule {
            let reset = quota.quota.secondsUntilReset(quotaShape.window, at: state.instant)
            report.quota = LimitReport.Entry(
                policy: rule.place.policy, limit: quotaShape.maximum,
                windowSeconds: quotaShape.window.nominalSeconds, remaining: quotaShape.remaining(state.quota),
                resetSeconds: reset)
            if quotaShape.remaining(state.quota) < 1 || rejection == .quotaExceeded { waits.append(reset) }
        }
        if rejection != nil { report.retryAfterSeconds = waits.max() ?? 1 }
        return report
    }

    /// What is left in a state, in numbers alone.
    func standing(_ state: LimitState) -> LimitStanding {
        var standing = LimitStanding()
        let now = state.instant.monotonicNanoseconds
        if rate?.rateRule != nil {
            standing.rate = LimitStanding.Entry(
                remaining: rateShape.remaining(state.rate, at: now),
                resetSeconds: rateShape.secondsUntilFull(state.rate, at: now))
        }
        if let quota, quota.quotaRule != nil {
            standing.quota = LimitStanding.Entry(
                remaining: quotaShape.remaining(state.quota),
                resetSeconds: quota.quota.secondsUntilReset(quotaShape.window, at: state.instant))
        }
        return standing
    }

    // MARK: - Parts

    private func admitted(_ state: LimitState) -> Outcome {
        .admitted(state, progress.map(ConcurrencyLease.init))
    }

    private func refused(_ rejection: Rejection, at instant: Instant) -> Outcome {
        .refused(rejection, report(state(at: instant), rejection: rejection))
    }

    private func state(at instant: Instant) -> LimitState {
        LimitState(
            instant: instant, rate: rate?.rate.state ?? 0,
            quota: quota?.quota.state(quotaShape, at: instant) ?? 0)
    }

    private var requestsInProgress: Int {
        guard let progress else { return 0 }
        return (concurrencyIsForOneAPI ? progress : progress.total ?? progress).value
    }

    private func enter() -> Bool {
        guard let progress else { return true }
        guard progress.enter(limit: concurrencyIsForOneAPI ? concurrency : nil) else { return false }
        guard progress.total?.enter(limit: concurrencyIsForOneAPI ? nil : concurrency) ?? true else {
            progress.leaveAlone()
            return false
        }
        return true
    }

    private func leave() { progress?.leave() }
}
