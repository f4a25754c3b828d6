/// What the upstream is told of a caller, in the characters that every server reads alike (RFC 9110 §5.5).
///
/// Every byte of the UTF-8 that is no visible ASCII character, and `%` itself, is written as `%` and two digits
/// (RFC 3986 §2.1), so that decoding gives exactly what the token says, and two callers never look alike.
enum IdentityText {
    private static let digits = Array("0123456789ABCDEF".utf8)

    /// A text by itself.
    static func encoded(_ text: String) -> String { encoded(text, andCommas: false) }

    /// Several texts, with commas between them; a comma within one is encoded.
    static func encoded(list texts: [String]) -> String {
        texts.map { encoded($0, andCommas: true) }.joined(separator: ",")
    }

    private static func encoded(_ text: String, andCommas: Bool) -> String {
        func isPlain(_ byte: UInt8) -> Bool {
            byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "%") && !(andCommas && byte == UInt8(ascii: ","))
        }
        guard !text.utf8.allSatisfy(isPlain) else { return text }
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if isPlain(byte) {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
