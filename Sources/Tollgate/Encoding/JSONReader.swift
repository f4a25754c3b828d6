internal import TollgateEncoding

/// A strict pull reader of one JSON text (RFC 8259) over bytes that it does not own.
///
/// It is handed the bytes with each call and keeps only its place in them. It reads once from front to back, keeps
/// nothing, allocates nothing, and checks everything, also in values that are skipped: grammar, UTF-8, escapes,
/// duplicate members, depth (16) and members (256). No input can make it trap.
struct JSONReader: ~Copyable {
    /// The deepest accepted nesting.
    static let maximumDepth = 16
    /// The most members that may be known at once, in all open objects together.
    static let maximumMemberCount = JSONMemberNames.maximumCount

    private var scanner: JSONScanner
    private var depth = 0
    /// Bit n is set while the container at depth n has no element yet.
    private var emptyContainers: UInt32 = 0
    private var names = JSONMemberNames()

    /// A reader at the start of a text, or at the start of a value inside one that was read before.
    init(at index: Int = 0) {
        scanner = JSONScanner(at: index)
    }

    /// The place of the next byte to read.
    var index: Int { scanner.index }

    /// The type of the next value; the reader then stands on its first byte.
    mutating func peek(_ bytes: Span<UInt8>) throws(JSONError) -> JSONKind {
        try scanner.peek(bytes)
    }

    /// Enters the object that comes next; anything else is an ``JSONError/unexpectedValue``.
    mutating func beginObject(_ bytes: Span<UInt8>) throws(JSONError) {
        guard case .object = try scanner.peek(bytes) else { throw .unexpectedValue }
        try enter()
        names.beginObject(depth: depth)
    }

    /// The name of the next member, with the reader standing before its value, or `nil` after the last one.
    mutating func nextMember(_ bytes: Span<UInt8>) throws(JSONError) -> JSONString? {
        guard try advance(bytes, closing: UInt8(ascii: "}")) else {
            names.endObject(depth: depth + 1)
            return nil
        }
        guard case .string = try scanner.peek(bytes) else { throw .syntax }
        let name = try scanner.readString(bytes)
        try names.add(name, depth: depth, in: bytes)
        scanner.stepOverWhitespace(bytes)
        guard index < bytes.count, bytes[index] == UInt8(ascii: ":") else { throw .syntax }
        scanner.index += 1
        scanner.stepOverWhitespace(bytes)
        return name
    }

    /// Enters the array that comes next; anything else is an ``JSONError/unexpectedValue``.
    mutating func beginArray(_ bytes: Span<UInt8>) throws(JSONError) {
        guard case .array = try scanner.peek(bytes) else { throw .unexpectedValue }
        try enter()
    }

    /// Whether another element follows; the reader then stands before it.
    mutating func nextElement(_ bytes: Span<UInt8>) throws(JSONError) -> Bool {
        guard try advance(bytes, closing: UInt8(ascii: "]")) else { return false }
        scanner.stepOverWhitespace(bytes)
        return true
    }

    /// Reads past the next value, whatever it is, and checks it on the way.
    mutating func skipValue(_ bytes: Span<UInt8>) throws(JSONError) {
        switch try scanner.peek(bytes) {
        case .object:
            try beginObject(bytes)
            while try nextMember(bytes) != nil { try skipValue(bytes) }
        case .array:
            try beginArray(bytes)
            while try nextElement(bytes) { try skipValue(bytes) }
        case .string: _ = try scanner.readString(bytes)
        case .number: _ = try scanner.readNumber(bytes)
        case .boolean: try scanner.readWord(bytes[index] == UInt8(ascii: "t") ? "true" : "false", bytes)
        case .null: try scanner.readWord("null", bytes)
        }
    }

    /// Checks that nothing but whitespace follows.
    mutating func endDocument(_ bytes: Span<UInt8>) throws(JSONError) {
        scanner.stepOverWhitespace(bytes)
        guard index == bytes.count else { throw .syntax }
    }

    /// Reads the string that comes next; anything else is an ``JSONError/unexpectedValue``.
    mutating func readString(_ bytes: Span<UInt8>) throws(JSONError) -> JSONString {
        try scanner.readString(bytes)
    }

    /// Reads the number that comes next; anything else is an ``JSONError/unexpectedValue``.
    mutating func readNumber(_ bytes: Span<UInt8>) throws(JSONError) -> JSONNumber {
        try scanner.readNumber(bytes)
    }

    /// Finds the value of a member of the outermost object, once that object was read to its end.
    ///
    /// - Parameters:
    ///   - hash: The ``hash(ofMember:)`` of the name.
    ///   - name: The name, unescaped.
    ///   - bytes: The text.
    /// - Returns: The place, or `nil` where there is no such member.
    mutating func valueOfMember(hash: UInt32, _ name: [UInt8], in bytes: Span<UInt8>) -> Int? {
        names.valueOfOutermost(hash: hash, name, in: bytes)
    }

    /// The hash of a member's name, unescaped, for ``valueOfMember(hash:_:in:)``.
    static func hash(ofMember name: [UInt8]) -> UInt32 { JSONMemberNames.hash(of: name) }

    // MARK: - Parts

    private mutating func enter() throws(JSONError) {
        scanner.index += 1
        depth += 1
        guard depth <= Self.maximumDepth else { throw .tooDeep }
        emptyContainers |= 1 << UInt32(depth)
    }

    /// Steps over the comma before the next element, or over the closing bracket.
    private mutating func advance(_ bytes: Span<UInt8>, closing: UInt8) throws(JSONError) -> Bool {
        scanner.stepOverWhitespace(bytes)
        guard index < bytes.count else { throw .syntax }
        let bit: UInt32 = 1 << UInt32(depth)
        let isFirst = emptyContainers & bit != 0
        if bytes[index] == closing {
            scanner.index += 1
            depth -= 1
            return false
        }
        if isFirst {
            emptyContainers &= ~bit
        } else {
            guard bytes[index] == UInt8(ascii: ",") else { throw .syntax }
            scanner.index += 1
        }
        return true
    }
}

extension JSONScanner {
    /// Steps over whitespace as `skipWhitespace(_:)` does, and is inlined where that, of another module, is called.
    @inline(__always)
    mutating func stepOverWhitespace(_ bytes: Span<UInt8>) {
        while index < bytes.count {
            switch bytes[index] {
            case 0x20, 0x09, 0x0A, 0x0D: index += 1
            default: return
            }
        }
    }
}
