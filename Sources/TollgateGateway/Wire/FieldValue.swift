/// Reads the values of header fields (RFC 9110 §5.5, §5.6).
enum FieldValue {
    /// The end of a value that begins at a place: the first byte that no value may have, or the end of all.
    ///
    /// A tab, all visible characters, spaces and bytes beyond ASCII may stand in it.
    static func end(in bytes: Span<UInt8>, from start: Int) -> Int {
        var index = start
        while index < bytes.count {
            if index + 8 <= bytes.count, !mayEnd(bytes, at: index) {
                index += 8
                continue
            }
            let byte = bytes[index]
            if byte < 0x20 ? byte != 0x09 : byte == 0x7F { return index }
            index += 1
        }
        return bytes.count
    }

    /// Whether any of eight bytes is below a space, or DEL: only then are they checked one by one.
    private static func mayEnd(_ bytes: Span<UInt8>, at index: Int) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let word = unsafe bytes.bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
        let isBelowSpace = (word &- ones &* 0x20) & ~word
        let difference = word ^ (ones &* 0x7F)
        let isDelete = (difference &- ones) & ~difference
        return (isBelowSpace | isDelete) & (ones &* 0x80) != 0
    }

    /// A part without spaces and tabs at its ends.
    static func trimmed(_ bytes: Span<UInt8>, _ part: Range<Int>) -> Range<Int> {
        var (start, end) = (part.lowerBound, part.upperBound)
        while start < end, bytes[start] == 0x20 || bytes[start] == 0x09 { start += 1 }
        while end > start, bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 { end -= 1 }
        return start..<end
    }

    /// The place of the first byte with a value in a part.
    static func place(of byte: UInt8, in bytes: Span<UInt8>, _ part: Range<Int>) -> Int? {
        for index in part where bytes[index] == byte { return index }
        return nil
    }

    /// Whether a part is a text in lower case, regardless of case.
    static func equals(_ bytes: Span<UInt8>, _ part: Range<Int>, _ text: String) -> Bool {
        let text = text.utf8Span.span
        return equals(bytes, part, text, 0..<text.count)
    }

    /// Whether two parts are the same, regardless of case.
    static func equals(_ bytes: Span<UInt8>, _ part: Range<Int>, _ other: Span<UInt8>, _ its: Range<Int>) -> Bool {
        guard part.count == its.count else { return false }
        for index in 0..<part.count
        where lowered(bytes[part.lowerBound + index]) != lowered(other[its.lowerBound + index]) { return false }
        return true
    }

    /// The next element of a list that is separated by commas (RFC 9110 §5.6.1); empty ones are left out.
    ///
    /// - Parameters:
    ///   - bytes: A header.
    ///   - rest: The part of the list that was not read yet.
    /// - Returns: The element without white space around it, or `nil` at the end.
    static func nextElement(of bytes: Span<UInt8>, _ rest: inout Range<Int>) -> Range<Int>? {
        while !rest.isEmpty {
            var end = rest.lowerBound
            while end < rest.upperBound, bytes[end] != UInt8(ascii: ",") { end += 1 }
            let element = trimmed(bytes, rest.lowerBound..<end)
            rest = min(end + 1, rest.upperBound)..<rest.upperBound
            if !element.isEmpty { return element }
        }
        return nil
    }

    /// A number in decimal digits and nothing else; `nil` where it is none, or larger than 2⁶³ − 1.
    static func number(_ bytes: Span<UInt8>, _ part: Range<Int>) -> Int64? {
        guard !part.isEmpty else { return nil }
        var number: Int64 = 0
        for index in part {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit <= 9 else { return nil }
            let (tens, isTooLarge) = number.multipliedReportingOverflow(by: 10)
            let (sum, isTooLargeWithIt) = tens.addingReportingOverflow(Int64(digit))
            guard !isTooLarge, !isTooLargeWithIt else { return nil }
            number = sum
        }
        return number
    }

    private static func lowered(_ byte: UInt8) -> UInt8 {
        UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte
    }
}
