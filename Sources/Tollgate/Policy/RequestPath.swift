/// The path of a request in the one form that rules are matched against and upstreams are sent.
///
/// Whatever two readers could take for different paths is refused, so that the gate and the upstream always speak of
/// the same resource (security row 45): dot segments, empty segments, encoded slashes, backslashes and percent signs,
/// encoded characters that need no encoding, `;` parameters, control characters, bytes outside ASCII, and percent signs
/// without two hexadecimal digits.
public struct RequestPath: Hashable, Sendable {
    /// The path as the client wrote it, without the query.
    public let text: Substring
    /// What stands between its slashes, decoded; the last one is empty where the path ends in a slash.
    public let segments: [Substring]

    /// The path in an origin-form request target (RFC 9112 §3.2.1).
    ///
    /// - Parameter target: Path and query as they stand in the request line.
    /// - Throws: `pathRejected` where the path is ambiguous.
    public init(target: String) throws(Rejection) {
        // Bytes, not characters: a combining mark must not hide a slash.
        let bytes = target.utf8.prefix { $0 != UInt8(ascii: "?") }
        guard bytes.first == UInt8(ascii: "/") else { throw .pathRejected }
        var segments: [Substring] = []
        for part in bytes.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            segments.append(try Self.decoded(part))
        }
        let text = target[bytes.startIndex..<bytes.endIndex]
        guard !segments.dropLast().contains(where: \.isEmpty) else { throw .pathRejected }
        self.text = text
        self.segments = segments
    }

    /// Whether a byte is one of `pchar` (RFC 3986 §3.3), which never has to be encoded.
    private static func isPathCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "-._~!$&'()*+,;=:@".utf8.contains(byte)
        }
    }

    private static func decoded(_ segment: Substring.UTF8View) throws(Rejection) -> Substring {
        let bytes = Array(segment)
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            var byte = bytes[index]
            let isEncoded = byte == UInt8(ascii: "%")
            if isEncoded {
                guard index + 2 < bytes.count, let high = JSONString.hexadecimalDigit(bytes[index + 1]),
                    let low = JSONString.hexadecimalDigit(bytes[index + 2])
                else { throw .pathRejected }
                byte = high << 4 | low
                index += 2
                // What can stand unencoded must: `%67et` is `get` to some routers and another name to others, and
                // `%2e%2e` is `..` to some. Separators must not be encoded at all.
                if isPathCharacter(byte) || "/\\%;".utf8.contains(byte) { throw .pathRejected }
            }
            let isPlain = byte > 0x20 && byte < 0x7F && !"\\;#".utf8.contains(byte)
            guard isPlain || (isEncoded && byte == 0x20) || (isEncoded && byte >= 0x80) else { throw .pathRejected }
            result.append(byte)
            index += 1
        }
        guard result != [0x2E], result != [0x2E, 0x2E], let text = String(validating: result, as: UTF8.self) else {
            throw .pathRejected
        }
        return Substring(text)
    }
}
