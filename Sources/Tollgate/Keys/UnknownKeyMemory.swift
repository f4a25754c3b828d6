internal import TollgateEncoding

/// The key ids that were asked for in vain, for a short time and in bounded space.
///
/// A fetch that did not bring a key will not bring it a moment later either. Pure: times come in, and what a fetch has
/// brought is looked up before anything is asked here.
struct UnknownKeyMemory: Sendable {
    /// A question for an issuer's key, to be compared with later ones.
    struct Question: Hashable, Sendable {
        /// The issuer.
        let issuer: IssuerSlot
        /// The number of fetches of its keys that had brought a key set.
        let successes: UInt64
        /// The number of times that its keys had changed.
        let keysGeneration: UInt64
    }

    private struct Entry {
        let hash: UInt64
        let question: Question
        let expires: Int64
    }

    /// More key ids than this are never remembered (security row 34).
    static let maximumCount = 1_024
    /// The longest time that one is remembered, in nanoseconds, from the beginning of the fetch that did not bring it.
    static let maximumLifetime: Int64 = 30 * 1_000_000_000
    /// The number of places that a key id may have; the one that expires first is overwritten.
    private static let placesPerHash = 4

    /// Empty until the first key id is remembered, and of one size from then on.
    private var entries: [Entry?] = []

    /// The number of key ids that are remembered, expired ones too.
    var count: Int { entries.count { $0 != nil } }

    /// Remembers that a key id was asked for, and the fetch that may bring it.
    ///
    /// - Parameters:
    ///   - hash: The hash of the key id, from `hash(_:)`.
    ///   - question: The issuer and how its keys stand.
    ///   - began: The time at which the fetch began, in monotonic nanoseconds.
    ///   - cooldown: The issuer's cooldown in nanoseconds: once it has passed, the key id may be asked for again.
    mutating func asked(_ hash: UInt64, _ question: Question, fetchBegan began: Int64, cooldown: Int64) {
        if entries.isEmpty { entries = Array(repeating: nil, count: Self.maximumCount) }
        let places = Self.places(hash, question.issuer)
        let own = places.first { Self.isSame(entries[$0], hash, question.issuer) }
        let oldest = places.min { (entries[$0]?.expires ?? .min) < (entries[$1]?.expires ?? .min) }
        guard let place = own ?? oldest else { return }
        let (expires, overflows) = began.addingReportingOverflow(min(cooldown, Self.maximumLifetime))
        entries[place] = Entry(hash: hash, question: question, expires: overflows ? .max : expires)
    }

    /// Whether a fetch that was finished since the key id was asked for has not brought it.
    ///
    /// - Parameters:
    ///   - hash: The hash of the key id.
    ///   - question: The issuer and how its keys stand now.
    ///   - now: Now, in monotonic nanoseconds.
    /// - Returns: `false` for one that was never asked for, or that the memory has no place for any more.
    func isUnknown(_ hash: UInt64, _ question: Question, at now: Int64) -> Bool {
        guard !entries.isEmpty else { return false }
        return Self.places(hash, question.issuer).contains { place in
            guard let entry = entries[place], Self.isSame(entry, hash, question.issuer) else { return false }
            return now < entry.expires && entry.question.successes < question.successes
                && entry.question.keysGeneration == question.keysGeneration
        }
    }

    /// The hash of a key id; two with the same one cannot be prepared outside of the process.
    static func hash(_ keyID: ExactString?) -> UInt64 {
        UInt64(bitPattern: Int64(keyID.hashValue))
    }

    private static func isSame(_ entry: Entry?, _ hash: UInt64, _ issuer: IssuerSlot) -> Bool {
        entry.map { $0.hash == hash && $0.question.issuer == issuer } ?? false
    }

    private static func places(_ hash: UInt64, _ issuer: IssuerSlot) -> Range<Int> {
        let mixed = (hash ^ UInt64(truncatingIfNeeded: issuer.index)) &* 0x9E37_79B9_7F4A_7C15
        let first = Int(truncatingIfNeeded: mixed >> 40) % (maximumCount / placesPerHash) * placesPerHash
        return first..<(first + placesPerHash)
    }
}
