internal import TollgateCatalogue

/// The metadata that was found, and what could not be found: bounded, and for a time.
///
/// Pure: times come in, in nanoseconds of a monotonic clock.
struct MetadataMemory: Sendable {
    /// What was looked for.
    struct Key: Hashable, Sendable {
        /// The issuer, where one was named.
        var issuer: String?
        /// The full URL of its document, where one was named.
        var url: String?
        /// How its servers are reached: what was found without verifying them is nothing for those who do.
        var connection = ConnectionSettings()

        static func == (lhs: Key, rhs: Key) -> Bool {
            lhs.issuer?.exact == rhs.issuer?.exact && lhs.url?.exact == rhs.url?.exact
                && lhs.connection == rhs.connection
        }

        func hash(into hasher: inout Hasher) {
            hasher.combine(issuer?.exact)
            hasher.combine(url?.exact)
            hasher.combine(connection)
        }
    }

    /// What is known.
    enum Recollection: Hashable, Sendable {
        /// The metadata, found not long ago, or older where looking again has just failed.
        case found(ProviderMetadata)
        /// Looking for it has just failed.
        case failed(DiscoveryError)
        /// Nothing that could be relied on: look for it.
        case nothing
    }

    private struct Entry {
        var metadata: ProviderMetadata?
        var foundAt = Int64.min
        var expires = Int64.min
        var failure: DiscoveryError?
        var failureExpires = Int64.min
        var lastUse: UInt64 = 0
    }

    private let capacity: Int
    private let lifetime: Int64
    private let failureLifetime: Int64
    private var entries: [Key: Entry] = [:]
    private var uses: UInt64 = 0

    /// An empty memory.
    ///
    /// - Parameters:
    ///   - capacity: How many documents it holds; the one not used for longest makes room. Default: 128.
    ///   - lifetime: How long metadata is relied on. Default: 24 h.
    ///   - failureLifetime: How long a failure is. Default: 30 s.
    init(
        capacity: Int = 128, lifetime: Duration = .seconds(86_400), failureLifetime: Duration = .seconds(30)
    ) {
        self.capacity = max(capacity, 1)
        self.lifetime = Self.nanoseconds(lifetime)
        self.failureLifetime = Self.nanoseconds(failureLifetime)
    }

    /// How many documents and failures are remembered.
    var count: Int { entries.count }

    /// What is known now.
    mutating func recall(_ key: Key, at now: Int64) -> Recollection {
        guard let entry = entries[key] else { return .nothing }
        uses += 1
        entries[key]?.lastUse = uses
        if let metadata = entry.metadata, now < entry.expires { return .found(metadata) }
        guard let failure = entry.failure, now < entry.failureExpires else { return .nothing }
        return entry.metadata.map { .found($0) } ?? .failed(failure)
    }

    /// Remembers what was found.
    mutating func found(_ metadata: ProviderMetadata, _ key: Key, at now: Int64) {
        insert(Entry(metadata: metadata, foundAt: now, expires: Self.sum(now, lifetime)), key)
    }

    /// Remembers that looking has failed.
    ///
    /// - Parameters:
    ///   - error: Why.
    ///   - key: What was looked for.
    ///   - now: When.
    /// - Returns: What was found earlier and can stand in; nothing where the document has come to name another issuer.
    mutating func failed(_ error: DiscoveryError, _ key: Key, at now: Int64) -> ProviderMetadata? {
        var entry = entries[key] ?? Entry()
        if case .issuerMismatch = error { entry.metadata = nil }
        entry.failure = error
        entry.failureExpires = Self.sum(now, failureLifetime)
        insert(entry, key)
        return entry.metadata
    }

    /// Has what was found looked for again, because what it leads to does not answer as it should.
    ///
    /// It still stands in where that fails.
    ///
    /// - Parameters:
    ///   - key: What was looked for.
    ///   - now: When.
    ///   - age: How old it has to be for that. Default: any.
    mutating func distrust(_ key: Key, at now: Int64, ifOlderThan age: Duration = .zero) {
        guard let entry = entries[key], Self.sum(entry.foundAt, Self.nanoseconds(age)) <= now else { return }
        entries[key]?.expires = min(entry.expires, now)
        entries[key]?.failureExpires = min(entry.failureExpires, now)
    }

    private mutating func insert(_ entry: Entry, _ key: Key) {
        uses += 1
        entries[key] = entry
        entries[key]?.lastUse = uses
        if entries.count > capacity, let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse })?.key {
            entries[oldest] = nil
        }
    }

    private static func nanoseconds(_ duration: Duration) -> Int64 {
        let (seconds, attoseconds) = duration.components
        return min(max(seconds, 0), 2_147_483_647) * 1_000_000_000 + max(attoseconds, 0) / 1_000_000_000
    }

    /// The sum, at most as late as can be told.
    private static func sum(_ time: Int64, _ duration: Int64) -> Int64 {
        let (sum, overflows) = time.addingReportingOverflow(duration)
        return overflows ? .max : sum
    }
}
