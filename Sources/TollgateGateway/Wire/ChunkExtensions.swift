/// Checks the extensions of a chunk (RFC 9112 §7.1.1): what is no extension could be read in two ways.
enum ChunkExtensions {
    /// Whether a part of a line is any number of extensions, each `;`, a name, and perhaps `=` with a token or a quoted
    /// string; there is no white space between them.
    static func areValid(_ bytes: Span<UInt8>, _ part: Range<Int>) -> Bool {
        var index = part.lowerBound
        while index < part.upperBound {
            guard bytes[index] == UInt8(ascii: ";") else { return false }
            guard skipToken(bytes, &index, part.upperBound) else { return false }
            guard index < part.upperBound, bytes[index] == UInt8(ascii: "=") else { continue }
            let isQuoted = index + 1 < part.upperBound && bytes[index + 1] == UInt8(ascii: "\"")
            guard isQuoted ? skipQuoted(bytes, &index, part.upperBound) : skipToken(bytes, &index, part.upperBound)
            else {
                return false
            }
        }
        return true
    }

    /// Skips a character and the token behind it.
    private static func skipToken(_ bytes: Span<UInt8>, _ index: inout Int, _ end: Int) -> Bool {
        let start = index + 1
        index = start
        while index < end, bytes[index] != UInt8(ascii: ";"), bytes[index] != UInt8(ascii: "=") { index += 1 }
        return FieldKind.kind(of: bytes, start..<index) != nil
    }

    /// Skips a character and the quoted string behind it (RFC 9110 §5.6.4).
    private static func skipQuoted(_ bytes: Span<UInt8>, _ index: inout Int, _ end: Int) -> Bool {
        index += 2
        while index < end, bytes[index] != UInt8(ascii: "\"") {
            index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        guard index < end else { return false }
        index += 1
        return true
    }
}
