/// One segment of a URL's path (RFC 3986 §3.3).
enum PathSegment {
    private static let digits = Array("0123456789ABCDEF".utf8)

    /// Encodes a text as one segment: everything but unreserved characters is percent-encoded.
    ///
    /// A client identifier is foreign text: unencoded, one with `/`, `?` or `..` would point somewhere else. A segment
    /// of dots alone is encoded too, since URL parsers remove `..` before the request is sent.
    static func encode(_ text: String) -> String {
        let isDots = text.utf8.allSatisfy { $0 == UInt8(ascii: ".") }
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "~"):
                bytes.append(byte)
            case UInt8(ascii: ".") where !isDots: bytes.append(byte)
            default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
