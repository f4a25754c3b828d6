/// The clients of one shard, found by their keys.
struct CounterTable {
    private static let smallestSize = 8
    /// So many clients make it worth looking for some that can be forgotten.
    private static let firstSweep = 16

    /// The upper halves of the clients' hashes, and the clients: a power of two, at most three quarters full.
    private var hashes: [UInt32] = []
    private var slots: [ClientCounters?] = []
    private(set) var count = 0
    private var nextSweep = firstSweep

    /// All clients.
    var clients: some Sequence<ClientCounters> { slots.lazy.compactMap { $0 } }

    /// The client with a key, if it is there.
    func find(_ key: CounterOwner, hash: UInt64) -> ClientCounters? {
        guard !slots.isEmpty else { return nil }
        let short = Self.short(hash)
        var slot = Int(short) & (slots.count - 1)
        while let client = slots[slot] {
            if hashes[slot] == short, client.key == key { return client }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// The client with a key, put in if it is not there; then, now and then, the idle ones go.
    mutating func client(_ key: CounterOwner, hash: UInt64, at instant: Instant) -> ClientCounters {
        if let known = find(key, hash: hash) { return known }
        let client = ClientCounters(key)
        if count >= nextSweep { sweep(at: instant) }
        if (count + 1) * 4 > slots.count * 3 { rebuild(size: max(Self.smallestSize, slots.count * 2)) { _ in true } }
        place(client, Self.short(hash))
        return client
    }

    /// Forgets the clients for whom that changes nothing; the next sweep comes when their number has doubled.
    mutating func sweep(at instant: Instant) {
        guard count > 0 else { return }
        var size = slots.count
        rebuild(size: size) { !$0.dropIfIdle(at: instant) }
        while size > Self.smallestSize, count * 4 < size { size /= 2 }
        if size < slots.count { rebuild(size: size) { _ in true } }
        nextSweep = max(Self.firstSweep, count * 2)
    }

    private mutating func rebuild(size: Int, keeping isKept: (ClientCounters) -> Bool) {
        let (oldHashes, oldSlots) = (hashes, slots)
        hashes = Array(repeating: 0, count: size)
        slots = Array(repeating: nil, count: size)
        count = 0
        for (hash, client) in zip(oldHashes, oldSlots) {
            if let client, isKept(client) { place(client, hash) }
        }
    }

    private mutating func place(_ client: ClientCounters, _ hash: UInt32) {
        var slot = Int(hash) & (slots.count - 1)
        while slots[slot] != nil { slot = (slot + 1) & (slots.count - 1) }
        hashes[slot] = hash
        slots[slot] = client
        count += 1
    }

    /// The shard is chosen by the lower half.
    private static func short(_ hash: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: hash >> 32) }
}
