internal import Synchronization
internal import TollgateCrypto

/// Which keys a token may have been signed with, over all issuers of the gate.
///
/// Never changes once it is made.
final class KeyTable: Sendable {
    /// A key, and the issuers whose sets it is in.
    struct Candidate: Sendable {
        let key: RS256Key
        /// Their places in the key store.
        var issuers: [Int]
    }

    /// More distinct keys under one identifier than this are never tried (design §6).
    static let maximumCandidates = 4

    /// For each issuer's place in the key store, the generation of its keys that the table was made of.
    let generations: [UInt64]
    /// For each issuer's place, what moves when its keys do.
    let freshness: [KeyFreshness]
    /// The headers of tokens that its keys have verified.
    let knownHeaders: KnownHeaders

    private let byKeyID: [ExactString: [Candidate]]
    /// The only key there is, for tokens without a `kid`.
    private let onlyKey: Candidate?

    init(_ sets: [KeySet?], generations: [UInt64], freshness: [KeyFreshness]) {
        self.generations = generations
        self.freshness = freshness
        var byKeyID: [ExactString: [Candidate]] = [:]
        // As soon as there are two, neither is the only one: comparing all with all would take too long.
        var firstTwo: [Candidate] = []
        for (issuer, set) in sets.enumerated() {
            for entry in set?.entries ?? [] {
                if firstTwo.count < 2 { Self.add(entry.key, of: issuer, to: &firstTwo) }
                if let keyID = entry.exactKeyID { Self.add(entry.key, of: issuer, to: &byKeyID[keyID, default: []]) }
            }
        }
        self.byKeyID = byKeyID
        onlyKey = firstTwo.count == 1 ? firstTwo[0] : nil
        knownHeaders = KnownHeaders(keyCount: sets.reduce(0) { $0 + ($1?.entries.count ?? 0) })
    }

    /// The keys that a token with this `kid` may have been signed with; none for an unknown one.
    func candidates(for keyID: ExactString?) -> [Candidate] {
        guard let keyID else { return onlyKey.map { [$0] } ?? [] }
        return byKeyID[keyID].map { Array($0.prefix(Self.maximumCandidates)) } ?? []
    }

    /// Whether the keys of an issuer may be used: loaded, and not older than `max_stale`.
    func mayUseKeys(of slot: Int, at instant: Instant) -> Bool {
        instant.monotonicNanoseconds <= freshness[slot].usableUntil.load(ordering: .acquiring)
    }

    private static func add(_ key: RS256Key, of issuer: Int, to candidates: inout [Candidate]) {
        if let index = candidates.firstIndex(where: { $0.key == key }) {
            if !candidates[index].issuers.contains(issuer) { candidates[index].issuers.append(issuer) }
        } else {
            candidates.append(Candidate(key: key, issuers: [issuer]))
        }
    }
}
