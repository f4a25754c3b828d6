internal import Synchronization
internal import TollgateCrypto
internal import TollgateEncoding

/// The keys that a token may have been signed with, over all issuers of the gate.
///
/// Never changes once it is made.
final class KeyTable: Sendable {
    /// A key, and the issuer that has it under some `kid`.
    private struct Holding: Sendable {
        let slot: IssuerSlot
        let key: RS256Key
    }

    /// The issuers that have a key under one `kid`, with their keys.
    private struct KeyName: Sendable {
        /// In the order of the slots; an issuer has one key at most.
        var holdings: [Holding] = []
        /// The one key that all of them have; none where they have different ones.
        var onlyKey: [RS256Key] = []

        mutating func add(_ holding: Holding) {
            if holdings.isEmpty {
                onlyKey = [holding.key]
            } else if onlyKey.first != holding.key {
                onlyKey = []
            }
            holdings.append(holding)
        }
    }

    /// No token is tried with more distinct keys than this (design §6).
    static let maximumCandidates = 4

    /// For each issuer's slot, the generation of its keys that the table was made of.
    private let generations: [UInt64]
    /// For each issuer's slot, what moves when its keys do.
    private let freshness: [KeyFreshness]
    /// The headers of tokens that its keys have verified.
    let knownHeaders: KnownHeaders

    /// For each issuer's slot, its keys.
    private let sets: [KeySet?]
    /// The issuers and their keys, by `kid`.
    private let byKeyID: [ExactString: KeyName]

    /// A table of key sets, each at the slot of its issuer.
    init(_ sets: [KeySet?], generations: [UInt64], freshness: [KeyFreshness]) {
        self.sets = sets
        self.generations = generations
        self.freshness = freshness
        var byKeyID: [ExactString: KeyName] = [:]
        for (index, set) in sets.enumerated() {
            for entry in set?.entries ?? [] {
                guard let keyID = entry.exactKeyID else { continue }
                byKeyID[keyID, default: KeyName()].add(Holding(slot: IssuerSlot(index: index), key: entry.key))
            }
        }
        self.byKeyID = byKeyID
        knownHeaders = KnownHeaders(keyCount: sets.reduce(0) { $0 + ($1?.entries.count ?? 0) })
    }

    // MARK: - Candidates

    /// The keys that a token is tried with: at most four distinct ones, first those of the issuer that it names.
    ///
    /// - Parameters:
    ///   - keyID: The token's `kid`. Any key may have signed a token without one.
    ///   - issuers: The issuers whose tokens are accepted; no other issuer's keys are tried.
    ///   - named: Reads the unverified `iss`, and is asked only where there is more than one key. It decides the order
    ///     and nothing else.
    /// - Returns: The keys; none where no issuer has one.
    func candidates(for keyID: ExactString?, of issuers: IssuerSet, named: () -> IssuerSlot?) -> [RS256Key] {
        // Most kids name one key, and the answer for them is there already.
        if let keyID, let known = byKeyID[keyID], !known.onlyKey.isEmpty {
            return Self.isHeld(known.holdings, by: issuers) ? known.onlyKey : []
        }
        var keys: [RS256Key] = []
        visitKeys(under: keyID, of: issuers) { Self.add($0, to: &keys, upTo: 2) }
        guard keys.count > 1 else { return keys }
        keys = []
        if let slot = named(), issuers.contains(slot) {
            visitKeys(under: keyID, of: slot) { Self.add($0, to: &keys, upTo: Self.maximumCandidates) }
        }
        visitKeys(under: keyID, of: issuers) { Self.add($0, to: &keys, upTo: Self.maximumCandidates) }
        return keys
    }

    /// Whether an issuer has a key under this `kid`, or under any where a token has none.
    func has(_ key: RS256Key, under keyID: ExactString?, of slot: IssuerSlot) -> Bool {
        var found = false
        visitKeys(under: keyID, of: slot) {
            found = $0 == key
            return !found
        }
        return found
    }

    /// Those issuers that have no key under a `kid`, so that another fetch may bring it; all of them for no `kid`.
    func slots(of issuers: IssuerSet, lacking keyID: ExactString?) -> [IssuerSlot] {
        guard let keyID, let holdings = byKeyID[keyID]?.holdings else { return issuers.slots }
        return issuers.slots.filter { Self.key(of: $0, in: holdings) == nil }
    }

    /// Adds a key that is not there yet.
    ///
    /// - Returns: Whether there is room for another one.
    private static func add(_ key: RS256Key, to keys: inout [RS256Key], upTo maximum: Int) -> Bool {
        if keys.count < maximum, !keys.contains(key) { keys.append(key) }
        return keys.count < maximum
    }

    /// Visits the keys of some issuers until `body` answers `false`.
    private func visitKeys(under keyID: ExactString?, of issuers: IssuerSet, _ body: (RS256Key) -> Bool) {
        guard let keyID else {
            for slot in issuers.slots {
                for entry in sets[slot.index]?.entries ?? [] where !body(entry.key) { return }
            }
            return
        }
        guard let holdings = byKeyID[keyID]?.holdings else { return }
        // Thousands of issuers may share a kid, and an API may admit hundreds: the shorter list is gone through.
        if holdings.count <= issuers.slots.count {
            for holding in holdings where issuers.contains(holding.slot) && !body(holding.key) { return }
        } else {
            for slot in issuers.slots {
                if let key = Self.key(of: slot, in: holdings), !body(key) { return }
            }
        }
    }

    /// Visits the keys of one issuer until `body` answers `false`.
    private func visitKeys(under keyID: ExactString?, of slot: IssuerSlot, _ body: (RS256Key) -> Bool) {
        if let keyID {
            if let key = byKeyID[keyID].flatMap({ Self.key(of: slot, in: $0.holdings) }) { _ = body(key) }
        } else {
            for entry in sets[slot.index]?.entries ?? [] where !body(entry.key) { return }
        }
    }

    /// Whether one of the issuers has a key; the shorter list is gone through.
    private static func isHeld(_ holdings: [Holding], by issuers: IssuerSet) -> Bool {
        holdings.count <= issuers.slots.count
            ? holdings.contains { issuers.contains($0.slot) }
            : issuers.slots.contains { key(of: $0, in: holdings) != nil }
    }

    private static func key(of slot: IssuerSlot, in holdings: [Holding]) -> RS256Key? {
        holdings.binarySearch { $0.slot.index < slot.index }.flatMap { $0.slot == slot ? $0.key : nil }
    }

    // MARK: - Freshness

    /// The state of an issuer's keys, and the generation that those of the table are of.
    func freshness(of slot: IssuerSlot) -> (freshness: KeyFreshness, generation: UInt64) {
        (freshness[slot.index], generations[slot.index])
    }

    /// Whether the keys of an issuer may be used: loaded, and not older than `max_stale`.
    func mayUseKeys(of slot: IssuerSlot, at instant: Instant) -> Bool {
        instant.monotonicNanoseconds <= freshness[slot.index].usableUntil.load(ordering: .acquiring)
    }
}
