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
    /// How many members the outermost object has had so far.
    private var outermostCount = 0
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
            var scanner = JSONScanner(at: Int(UInt32(truncatingIfNeeded: entries[position])))
            if try scanner.readString(bytes).equals(name, in: bytes) { throw .duplicateMember }
        }
        entries[count] = UInt64(hash) << 32 | UInt64(UInt32(truncatingIfNeeded: name.start - 1))
        count += 1
        if depth == 1 { outermostCount = count }
    }

    /// Where the value of a member of the outermost object stands, once that object was read.
    ///
    /// What the objects inside it had was overwritten or lies behind its last member.
    func valueOfOutermost(hash: UInt32, _ name: [UInt8], in bytes: Span<UInt8>) -> Int? {
        for position in 0..<outermostCount where UInt32(truncatingIfNeeded: entries[position] >> 32) == hash {
            var scanner = JSONScanner(at: Int(UInt32(truncatingIfNeeded: entries[position])))
            guard let found = try? scanner.readString(bytes), found.equals(name, in: bytes) else { continue }
            scanner.skipWhitespace(bytes)
            scanner.index += 1
            scanner.skipWhitespace(bytes)
            return scanner.index
        }
        return nil
    }

    /// The hash of an unescaped name.
    static func hash(of name: [UInt8]) -> UInt32 {
        UInt32(truncatingIfNeeded: ByteHash.hash(name.span))
    }

    private static func hash(of name: JSONString, in bytes: Span<UInt8>) -> UInt32 {
        if name.hasEscapes { return hash(of: name.decoded(in: bytes)) }
        return UInt32(truncatingIfNeeded: ByteHash.hash(bytes, name.start..<name.end))
    }
}
