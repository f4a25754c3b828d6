/// The place of a string in a JSON text: the bytes between its quotes, checked but not yet unescaped.
package struct JSONString: Sendable {
    /// The start of the string, behind the quote.
    package let start: Int
    /// The place of the closing quote.
    package let end: Int
    /// Whether escapes stand in it.
    package let hasEscapes: Bool

    /// The string between two quotes.
    @inlinable
    init(start: Int, end: Int, hasEscapes: Bool) {
        self.start = start
        self.end = end
        self.hasEscapes = hasEscapes
    }

    /// The number of bytes between the quotes.
    @inlinable package var count: Int { end - start }

    /// Whether the string, unescaped, is `literal`.
    @inlinable
    package func equals(_ literal: StaticString, in bytes: Span<UInt8>) -> Bool {
        if hasEscapes {
            return unsafe decoded(in: bytes).elementsEqual(
                UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
        }
        guard end - start == literal.utf8CodeUnitCount else { return false }
        for offset in 0..<(end - start) where unsafe bytes[start + offset] != literal.utf8Start[offset] {
            return false
        }
        return true
    }

    /// Whether the string, unescaped, has exactly these UTF-8 bytes.
    @inlinable
    package func equals(_ wanted: [UInt8], in bytes: Span<UInt8>) -> Bool {
        if hasEscapes { return decoded(in: bytes) == wanted }
        return wanted.isEqual(to: bytes, start..<end)
    }

    /// Whether two strings of one text are the same, unescaped.
    @inlinable
    package func equals(_ other: JSONString, in bytes: Span<UInt8>) -> Bool {
        if hasEscapes { return other.equals(decoded(in: bytes), in: bytes) }
        if other.hasEscapes { return equals(other.decoded(in: bytes), in: bytes) }
        return bytes.hasEqual(start..<end, other.start..<other.end)
    }

    /// The string, unescaped; what is no UTF-8 is U+FFFD.
    package func string(in bytes: Span<UInt8>) -> String {
        String(decoding: decoded(in: bytes), as: UTF8.self)
    }

    /// The UTF-8 bytes of the string, unescaped.
    ///
    /// The scanner has checked the escapes; half a surrogate pair is U+FFFD.
    package func decoded(in bytes: Span<UInt8>) -> [UInt8] {
        if !hasEscapes { return [UInt8](bytes.extracting(start..<end)) }
        var result: [UInt8] = []
        result.reserveCapacity(end - start)
        var index = start
        while index < end {
            let byte = bytes[index]
            guard byte == UInt8(ascii: "\\") else {
                result.append(byte)
                index += 1
                continue
            }
            switch bytes[index + 1] {
            case UInt8(ascii: "b"): result.append(0x08)
            case UInt8(ascii: "f"): result.append(0x0C)
            case UInt8(ascii: "n"): result.append(0x0A)
            case UInt8(ascii: "r"): result.append(0x0D)
            case UInt8(ascii: "t"): result.append(0x09)
            case UInt8(ascii: "u"):
                var scalar = Self.hexadecimal(bytes, at: index + 2)
                index += 4
                if scalar >= 0xD800, scalar <= 0xDFFF {
                    if let second = secondHalf(in: bytes, at: index + 2), scalar <= 0xDBFF {
                        scalar = 0x10000 + (scalar - 0xD800) << 10 + (second - 0xDC00)
                        index += 6
                    } else {
                        scalar = 0xFFFD
                    }
                }
                Self.append(scalar, to: &result)
            case let plain: result.append(plain)
            }
            index += 2
        }
        return result
    }

    /// The escape at a place, if it is the second half of a surrogate pair.
    private func secondHalf(in bytes: Span<UInt8>, at index: Int) -> UInt32? {
        guard index + 6 <= end, bytes[index] == UInt8(ascii: "\\"), bytes[index + 1] == UInt8(ascii: "u") else {
            return nil
        }
        let unit = Self.hexadecimal(bytes, at: index + 2)
        return (0xDC00...0xDFFF).contains(unit) ? unit : nil
    }

    private static func append(_ scalar: UInt32, to bytes: inout [UInt8]) {
        switch scalar {
        case ..<0x80: bytes.append(UInt8(truncatingIfNeeded: scalar))
        case ..<0x800:
            bytes.append(0xC0 | UInt8(truncatingIfNeeded: scalar >> 6))
            bytes.append(0x80 | UInt8(truncatingIfNeeded: scalar & 0x3F))
        case ..<0x10000:
            bytes.append(0xE0 | UInt8(truncatingIfNeeded: scalar >> 12))
            bytes.append(0x80 | UInt8(truncatingIfNeeded: scalar >> 6 & 0x3F))
            bytes.append(0x80 | UInt8(truncatingIfNeeded: scalar & 0x3F))
        default:
            bytes.append(0xF0 | UInt8(truncatingIfNeeded: scalar >> 18))
            bytes.append(0x80 | UInt8(truncatingIfNeeded: scalar >> 12 & 0x3F))
            bytes.append(0x80 | UInt8(truncatingIfNeeded: scalar >> 6 & 0x3F))
            bytes.append(0x80 | UInt8(truncatingIfNeeded: scalar & 0x3F))
        }
    }

    /// The value of four hexadecimal digits; what is not one counts as 0, which the scanner has ruled out.
    @inlinable
    static func hexadecimal(_ bytes: Span<UInt8>, at index: Int) -> UInt32 {
        var value: UInt32 = 0
        for offset in 0..<4 { value = value << 4 | UInt32(bytes[index + offset].hexadecimalValue ?? 0) }
        return value
    }
}
