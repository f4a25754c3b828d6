internal import TollgateEncoding

/// The member names of the objects that a reader is inside of, to find duplicates.
///
/// Names are kept as a hash and a place. Two names with the same hash are compared byte for byte after unescaping, so
/// that no choice of names can make different ones count as duplicates.
struct JSONMemberNames: ~Copyable {
    /// The most members that may be known at once, in all open objects together.
    static let maximumCount = 256

    /// Upper half: hash of the unescaped name.
    ///
    /// Lower half: where the name's opening quote stands.
    private var entries = InlineArray<256, UInt64>(repeating: 0)
    private var count = 0
    /// The number of members of the outermost object so far.
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
        var place = starts[depth]
        while let found = nextPlace(of: hash, from: place, to: count) {
            if try scanName(at: found, bytes).name.equals(name, in: bytes) { throw .duplicateMember }
            place = found + 1
        }
        entries[count] = UInt64(hash) << 32 | UInt64(UInt32(truncatingIfNeeded: name.start - 1))
        count += 1
        if depth == 1 { outermostCount = count }
    }

    /// Finds the value of a member of the outermost object, once that object was read.
    ///
    /// What the objects inside it had was overwritten or lies behind its last member.
    mutating func valueOfOutermost(hash: UInt32, _ name: [UInt8], in bytes: Span<UInt8>) -> Int? {
        var place = 0
        while let found = nextPlace(of: hash, from: place, to: outermostCount) {
            place = found + 1
            guard let (known, end) = try? scanName(at: found, bytes), known.equals(name, in: bytes) else { continue }
            var scanner = JSONScanner(at: end)
            scanner.stepOverWhitespace(bytes)
            scanner.index += 1
            scanner.stepOverWhitespace(bytes)
            return scanner.index
        }
        return nil
    }

    /// The first place of a hash between two others.
    private mutating func nextPlace(of hash: UInt32, from start: Int, to end: Int) -> Int? {
        // Reading an element of the array itself, or its `span`, would copy all of it.
        unsafe withUnsafeBytes(of: &entries) { known in
            var place = start
            while place < end {
                let entry = unsafe known.load(fromByteOffset: place &<< 3, as: UInt64.self)
                if UInt32(truncatingIfNeeded: entry >> 32) == hash { return place }
                place += 1
            }
            return nil
        }
    }

    /// Reads a name once more, and says where it ends.
    private mutating func scanName(
        at place: Int, _ bytes: Span<UInt8>
    ) throws(JSONError) -> (name: JSONString, end: Int) {
        let entry = unsafe withUnsafeBytes(of: &entries) { known in
            unsafe known.load(fromByteOffset: place &<< 3, as: UInt64.self)
        }
        var scanner = JSONScanner(at: Int(UInt32(truncatingIfNeeded: entry)))
        let name = try scanner.readString(bytes)
        return (name, scanner.index)
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
