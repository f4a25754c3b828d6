/// A strict pull reader of one JSON text (RFC 8259) over bytes that somebody else owns.
///
/// It is handed the bytes with each call and keeps only its place in them. It reads once from front to back, keeps
/// nothing, allocates nothing, and checks everything, also in values that are skipped: grammar, UTF-8, escapes,
/// duplicate members, depth (16) and members (256). No input can make it trap.
package struct JSONReader: ~Copyable {
    /// The deepest accepted nesting.
    package static let maximumDepth = 16

    /// The place of the next byte to read.
    package private(set) var index: Int
    private var depth = 0
    /// Bit n is set while the container at depth n has no element yet.
    private var emptyContainers: UInt32 = 0
    private var names = JSONMemberNames()

    /// A reader at the start of a text, or at the start of a value inside one that was read before.
    package init(at index: Int = 0) {
        self.index = index
    }

    /// The type of the next value; the reader then stands on its first byte.
    package mutating func peek(_ bytes: Span<UInt8>) throws(JSONError) -> JSONKind {
        skipWhitespace(bytes)
        guard index < bytes.count else { throw .syntax }
        switch bytes[index] {
        case UInt8(ascii: "{"): return .object
        case UInt8(ascii: "["): return .array
        case UInt8(ascii: "\""): return .string
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number
        case UInt8(ascii: "t"), UInt8(ascii: "f"): return .boolean
        case UInt8(ascii: "n"): return .null
        case 0xEF, 0xFE, 0xFF: throw .encoding
        default: throw .syntax
        }
    }

    /// Enters the object that comes next; anything else is an `unexpectedValue`.
    package mutating func beginObject(_ bytes: Span<UInt8>) throws(JSONError) {
        guard try peek(bytes) == .object else { throw .unexpectedValue }
        try enter()
        names.beginObject(depth: depth)
    }

    /// The name of the next member, with the reader standing before its value, or `nil` after the last one.
    package mutating func nextMember(_ bytes: Span<UInt8>) throws(JSONError) -> JSONString? {
        guard try advance(bytes, closing: UInt8(ascii: "}")) else {
            names.endObject(depth: depth + 1)
            return nil
        }
        guard try peek(bytes) == .string else { throw .syntax }
        let name = try readString(bytes)
        try names.add(name, depth: depth, in: bytes)
        skipWhitespace(bytes)
        guard index < bytes.count, bytes[index] == UInt8(ascii: ":") else { throw .syntax }
        index += 1
        skipWhitespace(bytes)
        return name
    }

    /// Enters the array that comes next; anything else is an `unexpectedValue`.
    package mutating func beginArray(_ bytes: Span<UInt8>) throws(JSONError) {
        guard try peek(bytes) == .array else { throw .unexpectedValue }
        try enter()
    }

    /// Whether another element follows; the reader then stands before it.
    package mutating func nextElement(_ bytes: Span<UInt8>) throws(JSONError) -> Bool {
        guard try advance(bytes, closing: UInt8(ascii: "]")) else { return false }
        skipWhitespace(bytes)
        return true
    }

    /// Reads past the next value, whatever it is, and checks it on the way.
    package mutating func skipValue(_ bytes: Span<UInt8>) throws(JSONError) {
        switch try peek(bytes) {
        case .object:
            try beginObject(bytes)
            while try nextMember(bytes) != nil { try skipValue(bytes) }
        case .array:
            try beginArray(bytes)
            while try nextElement(bytes) { try skipValue(bytes) }
        case .string: _ = try readString(bytes)
        case .number: _ = try readNumber(bytes)
        case .boolean: try readWord(bytes[index] == UInt8(ascii: "t") ? "true" : "false", bytes)
        case .null: try readWord("null", bytes)
        }
    }

    /// Checks that nothing but whitespace follows.
    package mutating func endDocument(_ bytes: Span<UInt8>) throws(JSONError) {
        skipWhitespace(bytes)
        guard index == bytes.count else { throw .syntax }
    }

    /// Reads the string that comes next; anything else is an `unexpectedValue`.
    package mutating func readString(_ bytes: Span<UInt8>) throws(JSONError) -> JSONString {
        guard try peek(bytes) == .string else { throw .unexpectedValue }
        index += 1
        let start = index
        var hasEscapes = false
        while index < bytes.count {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "\""):
                index += 1
                return JSONString(start: start, end: index - 1, hasEscapes: hasEscapes)
            case UInt8(ascii: "\\"):
                hasEscapes = true
                try skipEscape(bytes)
            case ..<0x20: throw .syntax
            case ..<0x80: index += 1
            default:
                guard let length = UTF8Check.lengthOfSequence(bytes, at: index) else { throw .encoding }
                index += length
            }
        }
        throw .syntax
    }

    /// Reads the number that comes next; anything else is an `unexpectedValue`.
    package mutating func readNumber(_ bytes: Span<UInt8>) throws(JSONError) -> JSONNumber {
        guard try peek(bytes) == .number else { throw .unexpectedValue }
        guard let number = JSONNumber(bytes, at: index) else { throw .syntax }
        index = number.end
        return number
    }

    // MARK: - Parts

    private mutating func enter() throws(JSONError) {
        index += 1
        depth += 1
        guard depth <= Self.maximumDepth else { throw .tooDeep }
        emptyContainers |= 1 << UInt32(depth)
    }

    /// Steps over the comma before the next element, or over the closing bracket.
    private mutating func advance(_ bytes: Span<UInt8>, closing: UInt8) throws(JSONError) -> Bool {
        skipWhitespace(bytes)
        guard index < bytes.count else { throw .syntax }
        let bit: UInt32 = 1 << UInt32(depth)
        let isFirst = emptyContainers & bit != 0
        if bytes[index] == closing {
            index += 1
            depth -= 1
            return false
        }
        if isFirst {
            emptyContainers &= ~bit
        } else {
            guard bytes[index] == UInt8(ascii: ",") else { throw .syntax }
            index += 1
        }
        return true
    }

    private mutating func skipWhitespace(_ bytes: Span<UInt8>) {
        while index < bytes.count {
            switch bytes[index] {
            case 0x20, 0x09, 0x0A, 0x0D: index += 1
            default: return
            }
        }
    }

    private mutating func skipEscape(_ bytes: Span<UInt8>) throws(JSONError) {
        guard index + 1 < bytes.count else { throw .syntax }
        switch bytes[index + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            index += 2
        case UInt8(ascii: "u"):
            let unit = try codeUnit(bytes, at: index + 2)
            index += 6
            switch unit {
            case 0xD800...0xDBFF:
                guard index + 1 < bytes.count, bytes[index] == UInt8(ascii: "\\"),
                    bytes[index + 1] == UInt8(ascii: "u")
                else { throw .encoding }
                guard (0xDC00...0xDFFF).contains(try codeUnit(bytes, at: index + 2)) else { throw .encoding }
                index += 6
            case 0xDC00...0xDFFF: throw .encoding
            default: break
            }
        default: throw .syntax
        }
    }

    private func codeUnit(_ bytes: Span<UInt8>, at start: Int) throws(JSONError) -> UInt32 {
        guard start + 4 <= bytes.count else { throw .syntax }
        for offset in 0..<4 where JSONString.hexadecimalDigit(bytes[start + offset]) == nil { throw .syntax }
        return JSONString.hexadecimal(bytes, at: start)
    }

    private mutating func readWord(_ word: StaticString, _ bytes: Span<UInt8>) throws(JSONError) {
        let count = word.utf8CodeUnitCount
        guard index + count <= bytes.count else { throw .syntax }
        for offset in 0..<count where unsafe bytes[index + offset] != word.utf8Start[offset] { throw .syntax }
        index += count
    }
}
