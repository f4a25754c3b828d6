internal import TollgateCatalogue

/// The issuers and quotas that the records of a snapshot have named so far.
struct SnapshotTables {
    private(set) var issuers: [String] = []
    private(set) var quotas: [SnapshotRecord.Quota] = []

    /// Takes note of a record.
    ///
    /// - Returns: `false` where it names what was not there before, or has numbers that no counter has.
    mutating func read(_ record: SnapshotRecord) -> Bool {
        switch record {
        case .issuer(let issuer): issuers.append(issuer)
        case .quota(let quota): quotas.append(quota)
        case .use(let use): return self.use(use)?.isInRange ?? false
        }
        return true
    }

    /// A use with everything that it names.
    func use(_ use: SnapshotRecord.Use) -> QuotaUse? {
        guard use.issuer < issuers.count, use.quota < quotas.count else { return nil }
        let quota = quotas[Int(use.quota)]
        return QuotaUse(
            issuer: issuers[Int(use.issuer)], client: use.client, subject: use.subject, policy: quota.policy,
            api: quota.api, maximum: quota.maximum, window: quota.window, used: use.used, endsAt: use.endsAt)
    }
}
