internal import TollgateCatalogue
internal import TollgateConcurrency
internal import TollgateEncoding

extension Limiter {
    /// Takes a snapshot of the quotas that clients have used; idle clients are forgotten on the way.
    func snapshot(at instant: Instant) -> LimitSnapshot {
        forgetIdleClients(at: instant)
        var snapshot = LimitSnapshot()
        for shard in shards {
            // Only looked through under the lock, for requests of new tokens wait for it.
            let uses = shard.clients.withLock { $0.clients.flatMap { $0.uses(at: instant) } }
            for use in uses {
                let (client, subject) = use.key.names
                snapshot.append(
                    QuotaUse(
                        issuer: use.key.issuer.text, client: client, subject: subject, policy: use.rule.place.policy,
                        api: use.rule.place.api, maximum: use.rule.shape.maximum, window: use.rule.shape.window,
                        used: use.used, endsAt: use.endsAt))
            }
        }
        return snapshot
    }

    /// Raises what clients have used to what a snapshot says.
    ///
    /// - Parameters:
    ///   - snapshot: The uses.
    ///   - share: Whether they are counted here already, as far as the counts go.
    ///   - instant: Now.
    ///   - isKnown: Whether an issuer's clients are to be restored.
    func restore(
        _ snapshot: LimitSnapshot, _ share: QuotaCounter.Share, at instant: Instant, isKnown: (ExactString) -> Bool
    ) {
        var rules: [SnapshotRecord.Quota: QuotaRule] = [:]
        for use in snapshot where use.used > 0 && use.endsAt > instant.unixSeconds && isKnown(ExactString(use.issuer)) {
            let quota = SnapshotRecord.Quota(use)
            let rule =
                rules[quota]
                ?? QuotaRule(
                    place: CounterPlace(policy: use.policy, api: use.api),
                    shape: QuotaShape(maximum: use.maximum, window: use.window))
            rules[quota] = rule
            let key = CounterOwner(
                issuer: InternedIssuer(ExactString(use.issuer)), client: use.client, subject: use.subject)
            guard let key else { continue }
            withClient(key, at: instant) { $0.resume(rule, used: use.used, share, endsAt: use.endsAt, at: instant) }
        }
    }
}
