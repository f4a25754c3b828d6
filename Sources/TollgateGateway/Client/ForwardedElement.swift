/// One element of `Forwarded` (RFC 7239 §4): pairs of a name and a value, with semicolons between them.
struct ForwardedElement: Equatable {
    /// The place of the value of `for`, without its quotes.
    private(set) var node: Range<Int>?
    /// The place of the value of `proto`.
    private(set) var scheme: Range<Int>?
    /// The place of the value of `host`.
    private(set) var host: Range<Int>?

    /// Reads an element; `nil` where it breaks the grammar, or has a parameter twice.
    ///
    /// - Parameters:
    ///   - bytes: A header.
    ///   - part: The place of the element in it.
    init?(_ bytes: Span<UInt8>, _ part: Range<Int>) {
        var index = part.lowerBound
        while true {
            let name = Self.token(bytes, index..<part.upperBound)
            guard !name.isEmpty, name.upperBound < part.upperBound, bytes[name.upperBound] == UInt8(ascii: "="),
                let (value, end) = Self.value(bytes, name.upperBound + 1..<part.upperBound), keep(bytes, name, value)
            else { return nil }
            index = end
            guard index < part.upperBound else { return }
            // White space is not allowed here, but some write it.
            guard let next = Self.behindSemicolon(bytes, index..<part.upperBound) else { return nil }
            index = next
        }
    }

    private mutating func keep(_ bytes: Span<UInt8>, _ name: Range<Int>, _ value: Range<Int>) -> Bool {
        if FieldValue.equals(bytes, name, "for") {
            guard node == nil else { return false }
            node = value
        } else if FieldValue.equals(bytes, name, "proto") {
            guard scheme == nil else { return false }
            scheme = value
        } else if FieldValue.equals(bytes, name, "host") {
            guard host == nil else { return false }
            host = value
        }
        return true
    }

    /// A token, or what stands between quotes, and the place behind it.
    private static func value(_ bytes: Span<UInt8>, _ part: Range<Int>) -> (value: Range<Int>, end: Int)? {
        guard let first = part.first, bytes[first] == UInt8(ascii: "\"") else {
            let token = token(bytes, part)
            return token.isEmpty ? nil : (token, token.upperBound)
        }
        var index = first + 1
        while index < part.upperBound, bytes[index] != UInt8(ascii: "\"") {
            // A character that is quoted by itself stays as it is: no address and no host has one.
            index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        return index < part.upperBound ? (first + 1..<index, index + 1) : nil
    }

    private static func token(_ bytes: Span<UInt8>, _ part: Range<Int>) -> Range<Int> {
        var end = part.lowerBound
        while end < part.upperBound, isTokenByte(bytes[end]) { end += 1 }
        return part.lowerBound..<end
    }

    private static func behindSemicolon(_ bytes: Span<UInt8>, _ part: Range<Int>) -> Int? {
        var rest = FieldValue.trimmed(bytes, part)
        guard let first = rest.first, bytes[first] == UInt8(ascii: ";") else { return nil }
        rest = FieldValue.trimmed(bytes, first + 1..<part.upperBound)
        return rest.lowerBound
    }

    /// Whether a byte may stand in a token (RFC 9110 §5.6.2).
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "!"), UInt8(ascii: "#")...UInt8(ascii: "'"),
            UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "^")...UInt8(ascii: "`"), UInt8(ascii: "|"), UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
