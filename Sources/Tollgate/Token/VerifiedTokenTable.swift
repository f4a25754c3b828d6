/// A bounded table of verified tokens: sets of four, and a hand that goes round and evicts when there are too many bytes.
struct VerifiedTokenTable {
    private static let ways = 4
    /// Roughly what one entry is charged, for choosing the number of sets.
    private static let expectedCost = 1_536

    private let maximumBytes: Int
    private let setMask: Int
    /// The hashes of the entries, and the entries; both empty until the first one comes.
    private var hashes: [UInt64] = []
    private var entries: [VerifiedToken?] = []
    /// The place whose entry is evicted next.
    private var hand = 0

    /// What the entries are charged together.
    private(set) var bytes = 0
    /// How many entries there are.
    private(set) var count = 0
    /// How many entries were evicted so far.
    private(set) var evictions: UInt64 = 0
    /// How often a token was found.
    private(set) var hits: UInt64 = 0

    init(maximumBytes: Int) {
        self.maximumBytes = maximumBytes
        var sets = 1
        while sets * Self.ways * Self.expectedCost < maximumBytes { sets *= 2 }
        setMask = sets - 1
    }

    /// What is known of a token on an API.
    enum Found {
        /// The token was used there before.
        case use(TokenUse)
        /// The token is known, but not there.
        case token(VerifiedToken)
        case nothing
    }

    /// Finds the entry with exactly these bytes.
    mutating func find(_ token: Span<UInt8>, hash: UInt64, on api: GateAPI) -> Found {
        guard count > 0 else { return .nothing }
        let first = firstPlace(of: hash)
        for place in first..<(first + Self.ways) where hashes[place] == hash {
            guard let entry = entries[place], entry.hasSameBytes(as: token) else { continue }
            hits += 1
            // Nearly always: the reference is handed on as it is.
            if entry.usedOn === api { return unsafe .use(unsafeDowncast(entry, to: TokenUse.self)) }
            if let use = entry.use(on: api) { return .use(use) }
            return .token(entry)
        }
        return .nothing
    }

    /// Puts a use in the place of what is known of its token, if that is here.
    ///
    /// - Returns: What was there before, to be freed outside of the lock.
    mutating func add(_ use: TokenUse) -> VerifiedToken? {
        guard count > 0 else { return nil }
        let first = firstPlace(of: use.hash)
        for place in first..<(first + Self.ways) {
            guard let entry = entries[place], entry.hash == use.hash, entry.rulesID == use.rulesID,
                entry.bytes == use.bytes
            else { continue }
            entries[place] = use.followed(by: entry)
            // Another catalogue may have read other texts.
            bytes += use.cost - entry.cost
            return entry
        }
        return nil
    }

    /// Puts an entry in, in the place of an older one with the same hash if there is one.
    ///
    /// - Returns: What had to go, to be freed outside of the lock.
    mutating func insert(_ entry: VerifiedToken) -> [VerifiedToken] {
        guard entry.cost <= maximumBytes else { return [] }
        if entries.isEmpty {
            hashes = Array(repeating: 0, count: (setMask + 1) * Self.ways)
            entries = Array(repeating: nil, count: (setMask + 1) * Self.ways)
        }
        var evicted: [VerifiedToken] = []
        let hash = entry.hash
        let first = firstPlace(of: hash)
        let range = first..<(first + Self.ways)
        let place =
            range.first { hashes[$0] == hash && entries[$0] != nil } ?? range.first { entries[$0] == nil }
            ?? first + Int(truncatingIfNeeded: evictions) & (Self.ways - 1)
        if let old = take(place) {
            if old.hash != hash { evictions += 1 }
            evicted.append(old)
        }
        hashes[place] = hash
        entries[place] = entry
        bytes += entry.cost
        count += 1
        while bytes > maximumBytes {
            if hand != place, let old = take(hand) {
                evicted.append(old)
                evictions += 1
            }
            hand = (hand + 1) % entries.count
        }
        return evicted
    }

    /// Takes out the entry with this hash, to be freed outside of the lock.
    mutating func remove(hash: UInt64) -> VerifiedToken? {
        guard count > 0 else { return nil }
        let first = firstPlace(of: hash)
        for place in first..<(first + Self.ways) where hashes[place] == hash {
            if let entry = take(place) { return entry }
        }
        return nil
    }

    /// Takes out all uses and keeps the tokens.
    ///
    /// - Returns: The uses, to be freed outside of the lock.
    mutating func removeUses() -> [VerifiedToken] {
        var removed: [VerifiedToken] = []
        for place in entries.indices {
            guard let use = entries[place] as? TokenUse else { continue }
            removed.append(use)
            entries[place] = VerifiedToken(use)
        }
        return removed
    }

    private mutating func take(_ place: Int) -> VerifiedToken? {
        guard let entry = entries[place] else { return nil }
        entries[place] = nil
        hashes[place] = 0
        bytes -= entry.cost
        count -= 1
        return entry
    }

    private func firstPlace(of hash: UInt64) -> Int {
        (Int(truncatingIfNeeded: hash >> 16) & setMask) * Self.ways
    }
}
