package import TollgateCatalogue

/// The metadata that was found, and what could not be found: bounded, and for a time.
///
/// Pure: times come in, in nanoseconds of a monotonic clock.
package struct MetadataMemory: Sendable {
    /// The name that metadata is remembered under.
    package struct Key: Hashable, Sendable {
        /// The issuer, where one was named.
        package var issuer: String?
        /// The full URL of its document, where one was named.
        package var url: String?
        /// The way its servers are reached: a document of unverified servers does not count where they are verified.
        package var connection: ConnectionSettings

        /// A key with these parts.
        package init(issuer: String? = nil, url: String? = nil, connection: ConnectionSettings = ConnectionSettings()) {
            self.issuer = issuer
            self.url = url
            self.connection = connection
        }

        /// Says whether both are the same, byte for byte.
        package static func == (lhs: Key, rhs: Key) -> Bool {
            lhs.issuer?.exact == rhs.issuer?.exact && lhs.url?.exact == rhs.url?.exact
                && lhs.connection == rhs.connection
        }

        /// Feeds the bytes of the names to the hasher.
        package func hash(into hasher: inout Hasher) {
            hasher.combine(issuer?.exact)
            hasher.combine(url?.exact)
            hasher.combine(connection)
        }
    }

    /// The memory of one key.
    package enum Recollection: Hashable, Sendable {
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
    ///   - capacity: The number of documents that it holds; the one not used for longest makes room. Default: 128.
    ///   - lifetime: The time for which metadata is relied on. Default: 24 h.
    ///   - failureLifetime: The time for which a failure is. Default: 30 s.
    package init(
        capacity: Int = 128, lifetime: Duration = .seconds(86_400), failureLifetime: Duration = .seconds(30)
    ) {
        self.capacity = max(capacity, 1)
        self.lifetime = Self.nanoseconds(lifetime)
        self.failureLifetime = Self.nanoseconds(failureLifetime)
    }

    /// The number of documents and failures that are remembered.
    package var count: Int { entries.count }

    /// Recalls what is known now.
    package mutating func recall(_ key: Key, at now: Int64) -> Recollection {
        guard let entry = entries[key] else { return .nothing }
        uses += 1
        entries[key]?.lastUse = uses
        if let metadata = entry.metadata, now < entry.expires { return .found(metadata) }
        guard let failure = entry.failure, now < entry.failureExpires else { return .nothing }
        return entry.metadata.map { .found($0) } ?? .failed(failure)
    }

    /// Remembers metadata that was found.
    package mutating func found(_ metadata: ProviderMetadata, _ key: Key, at now: Int64) {
        insert(Entry(metadata: metadata, foundAt: now, expires: Self.sum(now, lifetime)), key)
    }

    /// Remembers that looking has failed.
    ///
    /// - Parameters:
    ///   - error: The failure.
    ///   - key: The name that it is remembered under.
    ///   - now: The time in nanoseconds.
    /// - Returns: The older metadata that can stand in; `nil` where the document has come to name another issuer.
    package mutating func failed(_ error: DiscoveryError, _ key: Key, at now: Int64) -> ProviderMetadata? {
        var entry = entries[key] ?? Entry()
        if case .issuerMismatch = error { entry.metadata = nil }
        entry.failure = error
        entry.failureExpires = Self.sum(now, failureLifetime)
        insert(entry, key)
        return entry.metadata
    }

    /// Has metadata looked for again, because the servers that it names do not answer as they should.
    ///
    /// It still stands in where that fails.
    ///
    /// - Parameters:
    ///   - key: The name that it is remembered under.
    ///   - now: The time in nanoseconds.
    ///   - age: The least age for that. Default: any.
    package mutating func distrust(_ key: Key, at now: Int64, ifOlderThan age: Duration = .zero) {
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

    /// Converts a duration to nanoseconds, from 0 to 68 years.
    package static func nanoseconds(_ duration: Duration) -> Int64 {
        let (seconds, attoseconds) = duration.components
        return min(max(seconds, 0), 2_147_483_647) * 1_000_000_000 + max(attoseconds, 0) / 1_000_000_000
    }

    /// The sum, at most as late as can be told.
    private static func sum(_ time: Int64, _ duration: Int64) -> Int64 {
        let (sum, overflows) = time.addingReportingOverflow(duration)
        return overflows ? .max : sum
    }
}
