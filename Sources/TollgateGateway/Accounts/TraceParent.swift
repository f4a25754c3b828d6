/// Reads the trace that a request belongs to (W3C Trace Context §3.2).
enum TraceParent {
    private static let length = 55

    /// The place of the trace id in `traceparent`; `nil` where there is none, or several, or one that is malformed.
    static func traceID(in fields: FieldBlock) -> Range<Int>? {
        let bytes = fields.bytes.span
        var found: Range<Int>?
        for line in fields.lines where line.name.count == 11 && FieldValue.equals(bytes, line.name, "traceparent") {
            guard found == nil else { return nil }
            found = line.value
        }
        guard let value = found, value.count >= length else { return nil }
        let start = value.lowerBound
        let isLong = value.count > length
        // A version later than 00 may be longer, and version ff is none.
        let isVersionZero = bytes[start] == UInt8(ascii: "0") && bytes[start + 1] == UInt8(ascii: "0")
        let isInvalid = bytes[start] == UInt8(ascii: "f") && bytes[start + 1] == UInt8(ascii: "f")
        guard !isInvalid, !isLong || (!isVersionZero && bytes[start + length] == UInt8(ascii: "-")) else { return nil }
        for offset in 0..<length {
            let byte = bytes[start + offset]
            switch offset {
            case 2, 35, 52: guard byte == UInt8(ascii: "-") else { return nil }
            default: guard isHexadecimal(byte) else { return nil }
            }
        }
        let id = start + 3..<start + 35
        let parent = start + 36..<start + 52
        guard hasOther(bytes, id), hasOther(bytes, parent) else { return nil }
        return id
    }

    /// Whether anything but zeros is there.
    private static func hasOther(_ bytes: Span<UInt8>, _ part: Range<Int>) -> Bool {
        for index in part where bytes[index] != UInt8(ascii: "0") { return true }
        return false
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
}
