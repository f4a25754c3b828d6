internal import TollgateCatalogue

/// The quotas that clients have used at one moment: a sequence of uses that can be kept in a file.
///
/// Rates and requests in progress are not in it: a bucket is full again before a process has come back. It is kept as
/// it is written, about 65 bytes for each use, because there may be a million of them.
public struct LimitSnapshot: Sequence, Sendable {
    /// The number of uses.
    public private(set) var count = 0

    /// The records, each with its kind before it; issuers and quotas come before the uses that name them.
    private(set) var records: [UInt8] = []
    private var issuers: [String: UInt32] = [:]
    private var quotas: [SnapshotRecord.Quota: UInt32] = [:]

    /// A snapshot without uses.
    public init() {}

    /// A snapshot of these records.
    ///
    /// - Parameters:
    ///   - records: The records.
    ///   - count: The number of uses that must be among them.
    /// - Throws: `damaged` where they are anything else.
    init(records: [UInt8], count: UInt64) throws(LimitSnapshotError) {
        self.records = records
        var reader = SnapshotReader(records)
        var tables = SnapshotTables()
        while !reader.isAtEnd {
            guard let record = SnapshotRecord(&reader) else { throw .damaged }
            switch record {
            case .issuer(let issuer): issuers[issuer] = UInt32(truncatingIfNeeded: tables.issuers.count)
            case .quota(let quota): quotas[quota] = UInt32(truncatingIfNeeded: tables.quotas.count)
            case .use: self.count += 1
            }
            guard tables.read(record) else { throw .damaged }
        }
        guard UInt64(self.count) == count else { throw .damaged }
    }

    /// Adds a use.
    ///
    /// - Parameter use: The use; one with numbers or texts that no counter has is left out.
    public mutating func append(_ use: QuotaUse) {
        let quota = SnapshotRecord.Quota(use)
        let texts = [use.issuer, use.client, use.subject ?? "", use.policy, use.api ?? ""]
        guard use.isInRange, texts.allSatisfy({ $0.utf8.count <= SnapshotRecord.maximumTextBytes }) else { return }
        let issuerPlace = issuers[use.issuer] ?? UInt32(truncatingIfNeeded: issuers.count)
        if issuers.updateValue(issuerPlace, forKey: use.issuer) == nil {
            SnapshotRecord.issuer(use.issuer).append(to: &records)
        }
        let quotaPlace = quotas[quota] ?? UInt32(truncatingIfNeeded: quotas.count)
        if quotas.updateValue(quotaPlace, forKey: quota) == nil { SnapshotRecord.quota(quota).append(to: &records) }
        SnapshotRecord.use(SnapshotRecord.Use(use, issuer: issuerPlace, quota: quotaPlace)).append(to: &records)
        count += 1
    }

    /// Goes through the uses.
    public struct Iterator: IteratorProtocol {
        private var reader: SnapshotReader
        private var tables = SnapshotTables()

        init(_ records: [UInt8]) {
            reader = SnapshotReader(records)
        }

        /// The next use.
        public mutating func next() -> QuotaUse? {
            while let record = SnapshotRecord(&reader), tables.read(record) {
                if case .use(let use) = record { return tables.use(use) }
            }
            return nil
        }
    }

    /// An iterator over the uses, in the order in which they were added.
    public func makeIterator() -> Iterator { Iterator(records) }

    /// At least as many uses as there are.
    public var underestimatedCount: Int { count }
}

extension LimitSnapshot: Equatable {
    /// Two snapshots are equal when they hold the same uses in the same order.
    public static func == (lhs: LimitSnapshot, rhs: LimitSnapshot) -> Bool { lhs.records == rhs.records }
}
