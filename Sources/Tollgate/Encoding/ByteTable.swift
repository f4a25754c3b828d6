internal import TollgateEncoding

/// Places of byte strings in a list, found by their bytes without making a `String`.
///
/// It never changes once it is made.
struct ByteTable: Sendable {
    /// The keys, one behind the other: comparing with a part of it retains nothing.
    private let text: [UInt8]
    /// Where each key ends in `text`, behind a 0.
    private let ends: [Int]
    /// Places of keys, or -1; a power of two, at most half full.
    private let slots: [Int32]

    /// A table in which each key is found at its first place in `keys`.
    init(_ keys: [ExactString]) {
        let keys = keys.map { Array($0.text.utf8) }
        var size = 4
        while size < keys.count * 2 { size *= 2 }
        var slots = [Int32](repeating: -1, count: size)
        for (place, key) in keys.enumerated() {
            var slot = Int(truncatingIfNeeded: ByteHash.hash(key.span)) & (size - 1)
            while slots[slot] >= 0, keys[Int(slots[slot])] != key { slot = (slot + 1) & (size - 1) }
            if slots[slot] < 0 { slots[slot] = Int32(place) }
        }
        self.slots = slots
        text = keys.flatMap(\.self)
        ends = keys.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.count) }
    }

    /// The place of the key with exactly the bytes of this part.
    func place(of bytes: Span<UInt8>, _ part: Range<Int>) -> Int? {
        var slot = Int(truncatingIfNeeded: ByteHash.hash(bytes, part)) & (slots.count - 1)
        while slots[slot] >= 0 {
            let place = Int(slots[slot])
            let key = ends[place]..<ends[place + 1]
            if key.count == part.count, text.span.hasEqual(key, to: part, of: bytes) { return place }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }
}
