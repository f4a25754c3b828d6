internal import TollgateCatalogue
internal import TollgateConcurrency
internal import TollgateEncoding

// Rates for a process that goes on at once. A file has none: its buckets would be full again before it is read.
extension Limiter {
    /// Takes a snapshot of the rates that clients have used, each as a quota of as many requests in its window.
    func rateSnapshot(at instant: Instant) -> LimitSnapshot {
        var snapshot = LimitSnapshot()
        for shard in shards {
            let uses = shard.clients.withLock { $0.clients.flatMap { $0.rateUses(at: instant) } }
            for use in uses {
                let (client, subject) = use.key.names
                snapshot.append(
                    QuotaUse(
                        issuer: use.key.issuer.text, client: client, subject: subject, policy: use.rule.place.policy,
                        api: use.rule.place.api, maximum: use.rule.shape.requests,
                        window: .seconds(use.rule.shape.seconds), used: use.missing,
                        endsAt: Month.clamped(instant.unixSeconds) + use.rule.shape.seconds))
            }
        }
        return snapshot
    }

    /// Takes requests that clients have made elsewhere out of their rates.
    ///
    /// - Parameters:
    ///   - snapshot: The requests.
    ///   - instant: Now.
    ///   - isKnown: Whether an issuer's clients count here.
    func takeRates(_ snapshot: LimitSnapshot, at instant: Instant, isKnown: (ExactString) -> Bool) {
        for use in snapshot where use.used > 0 && isKnown(ExactString(use.issuer)) {
            guard case .seconds(let seconds) = use.window,
                let key = CounterOwner(
                    issuer: InternedIssuer(ExactString(use.issuer)), client: use.client, subject: use.subject)
            else { continue }
            let rule = RateRule(
                place: CounterPlace(policy: use.policy, api: use.api),
                shape: RateShape(requests: use.maximum, seconds: seconds))
            withClient(key, at: instant) { $0.take(use.used, of: rule, at: instant) }
        }
    }
}
