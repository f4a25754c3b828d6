/// A bounded table of verified tokens: sets of four, and a hand that goes round and evicts when there are too many bytes.
struct VerifiedTokenTable {
    private static let ways = 4
    /// Roughly what one entry is charged, for choosing the number of sets.
    private static let expectedCost = 1_536

    private let maximumBytes: Int
    private let setMask: Int
    private var slots: [CachedToken?]
    /// The place whose entry is evicted next.
    private var hand = 0

    /// What the entries are charged together.
    private(set) var bytes = 0
    /// How many entries there are.
    private(set) var count = 0
    /// How many entries were evicted so far.
    private(set) var evictions: UInt64 = 0

    init(maximumBytes: Int) {
        self.maximumBytes = maximumBytes
        var sets = 1
        while sets * Self.ways * Self.expectedCost < maximumBytes { sets *= 2 }
        setMask = sets - 1
        slots = Array(repeating: nil, count: sets * Self.ways)
    }

    /// An entry that may be the one, to be compared byte for byte outside of the lock.
    func candidate(hash: UInt64, byteCount: Int) -> CachedToken? {
        let first = firstSlot(of: hash)
        for index in first..<(first + Self.ways) {
            if let entry = slots[index], entry.hash == hash, entry.byteCount == byteCount { return entry }
        }
        return nil
    }

    /// Puts an entry in, in the place of an older one with the same hash if there is one.
    ///
    /// - Returns: What had to go, to be freed outside of the lock.
    mutating func insert(_ entry: CachedToken) -> [CachedToken] {
        guard entry.cost <= maximumBytes else { return [] }
        var evicted: [CachedToken] = []
        let first = firstSlot(of: entry.hash)
        let range = first..<(first + Self.ways)
        let place =
            range.first { slots[$0]?.hash == entry.hash } ?? range.first { slots[$0] == nil }
            ?? first + Int(truncatingIfNeeded: evictions) & (Self.ways - 1)
        if let old = take(place) {
            evicted.append(old)
            if old.hash != entry.hash { evictions += 1 }
        }
        slots[place] = entry
        bytes += entry.cost
        count += 1
        while bytes > maximumBytes {
            if hand != place, let old = take(hand) {
                evicted.append(old)
                evictions += 1
            }
            hand = (hand + 1) % slots.count
        }
        return evicted
    }

    private mutating func take(_ index: Int) -> CachedToken? {
        guard let entry = slots[index] else { return nil }
        slots[index] = nil
        bytes -= entry.cost
        count -= 1
        return entry
    }

    private func firstSlot(of hash: UInt64) -> Int {
        (Int(truncatingIfNeeded: hash >> 16) & setMask) * Self.ways
    }
}
