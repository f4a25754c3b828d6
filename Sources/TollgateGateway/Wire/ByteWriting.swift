/// Writing the parts of a header, one behind the other, as bytes.
extension [UInt8] {
    /// Writes a text that is known at compile time.
    mutating func writeStatic(_ text: StaticString) {
        unsafe append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Writes bytes as they are.
    mutating func write(_ bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
    }

    /// Writes a text.
    mutating func write(_ text: String) {
        write(text.utf8Span.span)
    }

    /// Writes the end of a line.
    mutating func writeLineEnd() {
        append(0x0D)
        append(0x0A)
    }

    /// Writes a number that is not negative in decimal digits.
    mutating func writeDecimal(_ number: Int64) {
        var divisor: Int64 = 1
        while number / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / divisor % 10))
            divisor /= 10
        }
    }

    /// Writes a number that is not negative in hexadecimal digits.
    mutating func writeHexadecimal(_ number: Int) {
        var shift = 0
        while number >> shift >= 16 { shift += 4 }
        while shift >= 0 {
            let digit = UInt8(truncatingIfNeeded: number >> shift & 15)
            append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
            shift -= 4
        }
    }
}
