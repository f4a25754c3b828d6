extension Gate {
    /// What clients have used of their quotas, to be kept beyond the life of the process.
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
    ///   - snapshot: What was used.
    ///   - instant: Now.
    public func restoreLimits(_ snapshot: LimitSnapshot, at instant: Instant) {
        let issuers = Set(catalogue.rules.issuers.map(\.issuer))
        limiter.restore(snapshot, at: instant) { issuers.contains($0) }
    }
}
