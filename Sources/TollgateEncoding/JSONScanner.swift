/// Reads single values of a JSON text (RFC 8259): strings, numbers, words and what stands between them.
///
/// It keeps only its place; the bytes are handed to it with each call. ``JSONTree`` adds objects and arrays.
package struct JSONScanner: Sendable {
    /// The place of the next byte to read.
    package var index: Int

    @inlinable
    package init(at index: Int = 0) {
        self.index = index
    }

    /// The type of the next value; the scanner then stands on its first byte.
    @inlinable
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

    /// Steps over whitespace.
    @inlinable @inline(__always)
    package mutating func skipWhitespace(_ bytes: Span<UInt8>) {
        while index < bytes.count {
            switch bytes[index] {
            case 0x20, 0x09, 0x0A, 0x0D: index += 1
            default: return
            }
        }
    }

    /// Reads the string that comes next; anything else is an ``JSONError/unexpectedValue``.
    @inlinable
    package mutating func readString(_ bytes: Span<UInt8>) throws(JSONError) -> JSONString {
        guard case .string = try peek(bytes) else { throw .unexpectedValue }
        index += 1
        let start = index
        var hasEscapes = false
        while index < bytes.count {
            // Eight bytes at a time, as long as none of them needs to be looked at.
            if index + 8 <= bytes.count {
                let stops = Self.stops(in: bytes.word(at: index))
                guard stops != 0 else {
                    index += 8
                    continue
                }
                index += stops.trailingZeroBitCount >> 3
            }
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

    /// Reads the string that comes next, whatever its characters are.
    ///
    /// Bytes that are no UTF-8, control characters and halves of surrogate pairs are taken; the string has U+FFFD in
    /// the place of what is no character.
    ///
    /// - Throws: ``JSONError/syntax`` where its end is missing or an escape is none; ``JSONError/unexpectedValue``
    ///   where something else comes.
    package mutating func readLenientString(_ bytes: Span<UInt8>) throws(JSONError) -> JSONString {
        guard case .string = try peek(bytes) else { throw .unexpectedValue }
        index += 1
        let start = index
        var hasEscapes = false
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""):
                index += 1
                return JSONString(start: start, end: index - 1, hasEscapes: hasEscapes)
            case UInt8(ascii: "\\"):
                hasEscapes = true
                try skipEscape(bytes, isLenient: true)
            default: index += 1
            }
        }
        throw .syntax
    }

    /// The top bit of each byte of a word that ends a string, escapes, controls or is not ASCII.
    ///
    /// Only the lowest of them is exact; those above it may be carried.
    @inlinable @inline(__always)
    static func stops(in word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quote = word ^ ones &* 0x22
        let backslash = word ^ ones &* 0x5C
        let isControl = (word &- ones &* 0x20) & ~word
        let isQuote = (quote &- ones) & ~quote
        let isBackslash = (backslash &- ones) & ~backslash
        return (isControl | isQuote | isBackslash | word) & 0x8080_8080_8080_8080
    }

    /// Reads the number that comes next; anything else is an ``JSONError/unexpectedValue``.
    @inlinable
    package mutating func readNumber(_ bytes: Span<UInt8>) throws(JSONError) -> JSONNumber {
        guard case .number = try peek(bytes) else { throw .unexpectedValue }
        guard let number = JSONNumber(bytes, at: index) else { throw .syntax }
        index = number.end
        return number
    }

    /// Reads `true`, `false` or `null`.
    @inlinable
    package mutating func readWord(_ word: StaticString, _ bytes: Span<UInt8>) throws(JSONError) {
        let count = word.utf8CodeUnitCount
        guard index + count <= bytes.count else { throw .syntax }
        for offset in 0..<count where unsafe bytes[index + offset] != word.utf8Start[offset] { throw .syntax }
        index += count
    }

    @inlinable
    mutating func skipEscape(_ bytes: Span<UInt8>, isLenient: Bool = false) throws(JSONError) {
        guard index + 1 < bytes.count else { throw .syntax }
        switch bytes[index + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            index += 2
        case UInt8(ascii: "u"):
            let unit = try codeUnit(bytes, at: index + 2)
            index += 6
            switch unit {
            case _ where isLenient: break
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

    @inlinable
    func codeUnit(_ bytes: Span<UInt8>, at start: Int) throws(JSONError) -> UInt32 {
        guard start + 4 <= bytes.count else { throw .syntax }
        for offset in 0..<4 where bytes[start + offset].hexadecimalValue == nil { throw .syntax }
        return JSONString.hexadecimal(bytes, at: start)
    }
}
