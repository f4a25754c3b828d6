/// The member names of the objects that a reader is inside of, to find duplicates.
///
/// Names are kept as a hash and a place. Two names with the same hash are compared byte for byte after unescaping, so
/// that no choice of names can make different ones count as duplicates.
struct JSONMemberNames {
    /// The most members that may be known at once, in all open objects together.
    static let maximumCount = 256

    /// Upper half: hash of the unescaped name.
    ///
    /// Lower half: where the name's opening quote stands.
    private var entries = InlineArray<256, UInt64>(repeating: 0)
    private var count = 0
    /// For each depth, how many entries there were when its object began.
    private var starts = InlineArray<17, Int>(repeating: 0)

    mutating func beginObject(depth: Int) {
        starts[depth] = count
    }

    mutating func endObject(depth: Int) {
        count = starts[depth]
    }

    mutating func add(_ name: JSONString, depth: Int, in bytes: Span<UInt8>) throws(JSONError) {
        guard count < Self.maximumCount else { throw .tooManyMembers }
        let hash = Self.hash(of: name, in: bytes)
        for position in starts[depth]..<count where UInt32(truncatingIfNeeded: entries[position] >> 32) == hash {
            var reader = JSONReader(at: Int(UInt32(truncatingIfNeeded: entries[position])))
            let other = try reader.readString(bytes)
            if other.decoded(in: bytes) == name.decoded(in: bytes) { throw .duplicateMember }
        }
        entries[count] = UInt64(hash) << 32 | UInt64(UInt32(truncatingIfNeeded: name.start - 1))
        count += 1
    }

    /// FNV-1a over the unescaped name.
    private static func hash(of name: JSONString, in bytes: Span<UInt8>) -> UInt32 {
        var hash: UInt32 = 2_166_136_261
        if name.hasEscapes {
            for byte in name.decoded(in: bytes) { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        } else {
            for index in name.start..<name.end { hash = (hash ^ UInt32(bytes[index])) &* 16_777_619 }
        }
        return hash
    }
}
