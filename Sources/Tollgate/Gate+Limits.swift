extension Gate {
    /// Takes a snapshot of the quotas that clients have used, to be kept beyond the life of the process.
    ///
    /// It also forgets the clients for whom there is nothing to remember. Requests go on meanwhile; it takes about a
    /// second where there are a million clients.
    ///
    /// - Parameter instant: Now.
    /// - Returns: The quotas whose windows have begun.
    public func limitSnapshot(at instant: Instant) -> LimitSnapshot {
        limiter.snapshot(at: instant)
    }

    /// Goes on from what clients had used before, mostly in an earlier process.
    ///
    /// Counts are raised and never lowered. Windows that are over are left out, and so are issuers that the catalogue
    /// does not name; a policy whose numbers have changed begins with what was used of the old ones.
    ///
    /// - Parameters:
    ///   - snapshot: The uses.
    ///   - instant: Now.
    public func restoreLimits(_ snapshot: LimitSnapshot, at instant: Instant) {
        restore(snapshot, .same, at: instant)
    }

    /// Adds what clients have used elsewhere since this gate went on from there.
    ///
    /// Windows that are over are left out, and so are issuers that the catalogue does not name.
    ///
    /// - Parameters:
    ///   - snapshot: The uses that are not counted here yet, as ``LimitSnapshot/uses(since:)`` tells them.
    ///   - instant: Now.
    public func addLimits(_ snapshot: LimitSnapshot, at instant: Instant) {
        restore(snapshot, .other, at: instant)
    }

    /// Takes a snapshot of the rates that clients have used, for a process that goes on from here at once.
    ///
    /// Each is told as a quota: `maximum` requests in a window, of which `used` are not there again yet.
    ///
    /// - Parameter instant: Now.
    /// - Returns: The rates of which a part is used.
    package func rateSnapshot(at instant: Instant) -> LimitSnapshot { limiter.rateSnapshot(at: instant) }

    /// Takes what clients have used of their rates elsewhere.
    ///
    /// - Parameters:
    ///   - snapshot: The requests that are not counted here yet.
    ///   - instant: Now.
    package func takeRates(_ snapshot: LimitSnapshot, at instant: Instant) {
        let issuers = Set(catalogue.index.issuers.map(\.issuer))
        limiter.takeRates(snapshot, at: instant) { issuers.contains($0) }
    }

    private func restore(_ snapshot: LimitSnapshot, _ share: QuotaCounter.Share, at instant: Instant) {
        let issuers = Set(catalogue.index.issuers.map(\.issuer))
        limiter.restore(snapshot, share, at: instant) { issuers.contains($0) }
    }
}
