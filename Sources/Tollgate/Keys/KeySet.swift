package import TollgateCrypto
internal import TollgateEncoding

/// The usable keys of one issuer (RFC 7517 §5).
public struct KeySet: Sendable {
    /// The most keys that a set may have.
    package static let maximumKeys = 100

    /// A key and its identifier.
    public struct Entry: Sendable {
        /// The `kid`, if the key has one.
        public var keyID: String? { exactKeyID?.text }
        /// The key.
        package let key: RS256Key

        let exactKeyID: ExactString?
    }

    /// The keys that can verify RS256 signatures.
    public let entries: [Entry]
    /// The keys that cannot.
    public let skipped: [SkippedKey]

    /// Reads a JWKS document.
    ///
    /// - Parameter json: The document.
    /// - Throws: ``KeySetError``; a document without a usable key is one of its cases.
    public init(json: Span<UInt8>) throws(KeySetError) {
        var entries: [Entry] = []
        var skipped: [SkippedKey] = []
        do {
            try Self.readKeys(json) { key in
                switch key {
                case .usable(let entry): entries.append(entry)
                case .skipped(let key): skipped.append(key)
                }
            }
        } catch let error as KeySetError {
            throw error
        } catch {
            throw .malformed
        }
        (entries, skipped) = Self.withoutDuplicates(entries, skipped)
        guard !entries.isEmpty else { throw .noUsableKey(skipped: skipped) }
        self.entries = entries
        self.skipped = skipped
    }

    /// The key set in these bytes.
    ///
    /// - Parameter json: The document.
    /// - Throws: ``KeySetError``.
    public init(json: [UInt8]) throws(KeySetError) {
        try self.init(json: json.span)
    }

    /// The set that holds the keys of several sets, as an issuer with more than one JWKS URL has them.
    ///
    /// - Parameter sets: The sets.
    /// - Throws: ``KeySetError/noUsableKey`` where no key is left because the sets contradict each other.
    package init(merging sets: [KeySet]) throws(KeySetError) {
        let skipped = sets.flatMap(\.skipped)
        // A kid that one set has twice is ambiguous, whatever the others say.
        let ambiguous = skipped.filter { $0.reason == .duplicateKeyID }.compactMap { $0.keyID.map { ExactString($0) } }
        let entries = sets.flatMap(\.entries).filter { entry in
            entry.exactKeyID.map { !ambiguous.contains($0) } ?? true
        }
        (self.entries, self.skipped) = Self.withoutDuplicates(entries, skipped)
        guard !self.entries.isEmpty else { throw .noUsableKey(skipped: self.skipped) }
    }

    /// Whether both sets have the same keys under the same identifiers, in the same order.
    package func hasSameKeys(as other: KeySet) -> Bool {
        entries.count == other.entries.count
            && zip(entries, other.entries).allSatisfy { $0.exactKeyID == $1.exactKeyID && $0.key == $1.key }
    }

    private static func readKeys(
        _ json: Span<UInt8>, _ found: (WebKey) -> Void
    ) throws {
        var reader = JSONReader()
        var hasKeys = false
        try reader.beginObject(json)
        while let name = try reader.nextMember(json) {
            guard name.equals("keys", in: json) else {
                try reader.skipValue(json)
                continue
            }
            hasKeys = true
            var count = 0
            try reader.beginArray(json)
            while try reader.nextElement(json) {
                count += 1
                guard count <= maximumKeys else { throw KeySetError.tooManyKeys }
                found(try WebKey(&reader, json))
            }
        }
        try reader.endDocument(json)
        guard hasKeys else { throw KeySetError.malformed }
    }

    /// One key under two identifiers stays; two different keys under one identifier both go (security row 31).
    private static func withoutDuplicates(
        _ entries: [Entry], _ skipped: [SkippedKey]
    ) -> (entries: [Entry], skipped: [SkippedKey]) {
        var kept: [Entry] = []
        var skipped = skipped
        var ambiguous: Set<ExactString> = []
        for entry in entries {
            guard let keyID = entry.exactKeyID else {
                if !kept.contains(where: { $0.exactKeyID == nil && $0.key == entry.key }) { kept.append(entry) }
                continue
            }
            if let other = kept.first(where: { $0.exactKeyID == keyID }) {
                if other.key != entry.key { ambiguous.insert(keyID) }
            } else {
                kept.append(entry)
            }
        }
        for keyID in ambiguous.sorted() { skipped.append(SkippedKey(keyID: keyID.text, reason: .duplicateKeyID)) }
        return (kept.filter { entry in entry.exactKeyID.map { !ambiguous.contains($0) } ?? true }, skipped)
    }
}
