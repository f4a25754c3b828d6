internal import Synchronization
internal import TollgateConcurrency

/// A bounded table of verified tokens: sets of four, and a hand that goes round and evicts when there are too many
/// bytes.
struct VerifiedTokenTable {
    private static let ways = 4
    /// About half of what an entry is charged, for choosing the number of sets: filled so sparsely, next to none has to
    /// go because its set is full while there are bytes left.
    private static let bytesPerPlace = 768

    private let maximumBytes: Int
    private let setMask: Int
    /// The hashes of the entries, and the entries; both empty until the first one comes.
    private var hashes: [UInt64] = []
    private var entries: [VerifiedToken?] = []
    /// The place whose entry is evicted next.
    private var hand = 0

    /// The bytes that the entries are charged together.
    private(set) var bytes = 0
    /// The bytes of copies of its entries in tables of threads, which are charged to it as well.
    private(set) var lentBytes = 0
    /// The number of entries.
    private(set) var count = 0
    /// The number of entries that were evicted so far.
    private(set) var evictions: UInt64 = 0
    /// The number of times that a token was found.
    private(set) var hits: UInt64 = 0

    init(maximumBytes: Int) {
        self.maximumBytes = maximumBytes
        var sets = 1
        while sets * Self.ways * Self.bytesPerPlace < maximumBytes { sets *= 2 }
        setMask = sets - 1
    }

    /// The cache's knowledge of a token on an API.
    enum Found {
        /// The token was authorized there before.
        case authorized(AuthorizedToken)
        /// The token is known, but not there.
        case verified(VerifiedToken)
        case nothing
    }

    /// Finds the entry with exactly these bytes.
    mutating func find(_ token: Span<UInt8>, hash: UInt64, on api: CompiledAPI) -> Found {
        guard count > 0 else { return .nothing }
        let first = firstPlace(of: hash)
        for place in first..<(first + Self.ways) where hashes[place] == hash {
            guard let entry = entries[place], entry.hasSameBytes(as: token) else { continue }
            hits += 1
            // Nearly always: the reference is handed on as it is.
            if entry.authorizedAPI === api {
                return unsafe .authorized(unsafeDowncast(entry, to: AuthorizedToken.self))
            }
            if let token = entry.authorization(on: api) { return .authorized(token) }
            return .verified(entry)
        }
        return .nothing
    }

    /// Puts an authorized token in the place of what is known of it, if that is here.
    ///
    /// - Returns: The entry that was there before, to be freed outside of the lock.
    mutating func add(_ token: AuthorizedToken) -> VerifiedToken? {
        guard count > 0 else { return nil }
        let first = firstPlace(of: token.hash)
        for place in first..<(first + Self.ways) {
            guard let entry = entries[place], entry.hash == token.hash, entry.indexID == token.indexID,
                entry.bytes == token.bytes
            else { continue }
            entries[place] = token.followed(by: entry)
            // Another catalogue may have read other texts.
            bytes += token.cost - entry.cost
            return entry
        }
        return nil
    }

    /// Puts an entry in, in the place of an older one with the same hash if there is one.
    ///
    /// - Returns: The entries that had to go, to be freed outside of the lock; the new one itself where it is too long.
    mutating func insert(_ entry: VerifiedToken) -> [VerifiedToken] {
        guard entry.cost + lentBytes <= maximumBytes else { return [entry] }
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
        evict(&evicted, sparing: place)
        return evicted
    }

    /// Keeps a note with a token, if that is here and nothing is kept with it.
    ///
    /// - Returns: Whether the token is here, the bytes that it is charged more, and the entries that had to go, to be
    ///   freed outside of the lock.
    mutating func keep(
        _ note: TokenNote, with token: AuthorizedToken
    ) -> (isHere: Bool, more: Int, evicted: [VerifiedToken]) {
        guard count > 0 else { return (false, 0, []) }
        let first = firstPlace(of: token.hash)
        guard let place = (first..<(first + Self.ways)).first(where: { entries[$0] === token }) else {
            return (false, 0, [])
        }
        var evicted: [VerifiedToken] = []
        var more = 0
        if token.note.load() == nil, token.cost + note.cost <= maximumBytes {
            _ = token.note.storeIfNil(note)
            more = note.cost
            bytes += more
            evict(&evicted, sparing: place)
        }
        return (true, more, evicted)
    }

    /// Charges bytes of a copy in the table of a thread, if no more than half of the bytes go there.
    ///
    /// - Returns: The entries that had to go, to be freed outside of the lock; `nil` where there are too many copies.
    mutating func lend(_ bytes: Int) -> [VerifiedToken]? {
        guard lentBytes + bytes <= maximumBytes / 2 else { return nil }
        return changeLent(by: bytes)
    }

    /// Charges more bytes of a copy that is there, or fewer.
    ///
    /// - Returns: The entries that had to go, to be freed outside of the lock.
    mutating func changeLent(by bytes: Int) -> [VerifiedToken] {
        lentBytes += bytes
        var evicted: [VerifiedToken] = []
        evict(&evicted, sparing: nil)
        return evicted
    }

    /// Takes out entries until there are no more bytes than there may be.
    private mutating func evict(_ evicted: inout [VerifiedToken], sparing place: Int?) {
        let least = place == nil ? 0 : 1
        while bytes + lentBytes > maximumBytes, count > least {
            if hand != place, let old = take(hand) {
                evicted.append(old)
                evictions += 1
            }
            hand = (hand + 1) % entries.count
        }
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

    /// Takes out all authorizations and keeps the tokens.
    ///
    /// - Returns: The authorizations, to be freed outside of the lock.
    mutating func removeAuthorizations() -> [VerifiedToken] {
        var removed: [VerifiedToken] = []
        for place in entries.indices {
            guard let token = entries[place] as? AuthorizedToken else { continue }
            removed.append(token)
            let plain = VerifiedToken(token)
            entries[place] = plain
            bytes += plain.cost - token.cost
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
