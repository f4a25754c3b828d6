internal import TollgateCrypto

/// Which keys a token may have been signed with, over all issuers of the gate.
///
/// Never changes once it is made.
final class KeyTable: Sendable {
    /// A key, and the issuers whose sets it is in.
    struct Candidate: Sendable {
        let key: RS256Key
        var issuers: [Int]
    }

    /// More distinct keys under one identifier than this are never tried (design §6).
    static let maximumCandidates = 4

    /// For each issuer, the generation of its keys that the table was made of.
    let generations: [UInt64]

    private let byKeyID: [ExactString: [Candidate]]
    /// The only key there is, for tokens without a `kid`.
    private let onlyKey: Candidate?

    init(_ sets: [KeySet?], generations: [UInt64]) {
        self.generations = generations
        var byKeyID: [ExactString: [Candidate]] = [:]
        var distinct: [Candidate] = []
        for (issuer, set) in sets.enumerated() {
            for entry in set?.entries ?? [] {
                Self.add(entry.key, of: issuer, to: &distinct)
                if let keyID = entry.exactKeyID { Self.add(entry.key, of: issuer, to: &byKeyID[keyID, default: []]) }
            }
        }
        self.byKeyID = byKeyID
        onlyKey = distinct.count == 1 ? distinct[0] : nil
    }

    /// The keys that a token with this `kid` may have been signed with; none for an unknown one.
    func candidates(for keyID: ExactString?) -> ArraySlice<Candidate> {
        guard let keyID else { return onlyKey.map { [$0] } ?? [] }
        return byKeyID[keyID]?.prefix(Self.maximumCandidates) ?? []
    }

    private static func add(_ key: RS256Key, of issuer: Int, to candidates: inout [Candidate]) {
        if let index = candidates.firstIndex(where: { $0.key == key }) {
            if !candidates[index].issuers.contains(issuer) { candidates[index].issuers.append(issuer) }
        } else {
            candidates.append(Candidate(key: key, issuers: [issuer]))
        }
    }
}
