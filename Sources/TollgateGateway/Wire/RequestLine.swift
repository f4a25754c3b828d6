/// The first line of a request, for example `GET /a?b HTTP/1.1` (RFC 9112 §3): where its parts are.
struct RequestLine {
    /// The longest method in bytes.
    static let longestMethod = 32

    let method: Range<Int>
    let target: Range<Int>
    /// The minor version of HTTP/1.
    let minorVersion: Int
    /// The place of the first byte of the next line.
    let end: Int

    /// Reads the line with which a head begins.
    ///
    /// Methods are in capitals, as all registered ones are: a server that knows no case might take another for one of
    /// them. A target has no spaces and no control characters; which of the others mean something is the gate's affair.
    ///
    /// - Parameter bytes: The head.
    /// - Throws: ``RequestFault`` `malformed` or `version`.
    init(_ bytes: Span<UInt8>) throws(RequestFault) {
        var index = 0
        while index < bytes.count, Self.isMethod(bytes[index]) { index += 1 }
        guard 1...Self.longestMethod ~= index, index < bytes.count, bytes[index] == 0x20 else { throw .malformed }
        method = 0..<index
        index += 1
        let start = index
        while index < bytes.count, bytes[index] > 0x20, bytes[index] != 0x7F { index += 1 }
        target = start..<index
        guard !target.isEmpty, index < bytes.count, bytes[index] == 0x20 else { throw .malformed }
        minorVersion = try Self.minorVersion(bytes, from: index + 1)
        end = index + 11
    }

    /// Whether a byte may stand in a method.
    static func isMethod(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
            UInt8(ascii: "_"):
            true
        default: false
        }
    }

    /// The version, which ends the line.
    private static func minorVersion(_ bytes: Span<UInt8>, from start: Int) throws(RequestFault) -> Int {
        let name = "HTTP/".utf8Span.span
        guard start + 10 <= bytes.count else { throw .malformed }
        for index in 0..<5 where bytes[start + index] != name[index] { throw .malformed }
        let (major, minor) = (bytes[start + 5] &- UInt8(ascii: "0"), bytes[start + 7] &- UInt8(ascii: "0"))
        guard major <= 9, bytes[start + 6] == UInt8(ascii: "."), minor <= 9, bytes[start + 8] == 0x0D,
            bytes[start + 9] == 0x0A
        else { throw .malformed }
        guard major == 1, minor <= 1 else { throw .version }
        return Int(minor)
    }
}
