/// The path of a request in the one form that rules are matched against and upstreams are sent.
///
/// Whatever two readers could take for different paths is refused, so that the gate and the upstream always speak of
/// the same resource (security row 45): dot segments, empty segments, encoded slashes, backslashes and percent signs,
/// encoded characters that need no encoding, `;` parameters, control characters, bytes outside ASCII, and percent signs
/// without two hexadecimal digits.
public struct RequestPath: Sendable {
    /// The path as the client wrote it, without the query.
    public let text: Substring

    /// A text that begins with the decoded path, and how many bytes of it that is.
    ///
    /// A slash in it always separates segments: encoded ones are refused.
    let decoded: String
    let decodedCount: Int

    /// What stands between its slashes, decoded; the last one is empty where the path ends in a slash.
    public var segments: [Substring] {
        decoded.utf8.prefix(decodedCount).dropFirst().split(
            separator: UInt8(ascii: "/"), omittingEmptySubsequences: false
        )
        .map { Substring($0) }
    }

    /// The path in an origin-form request target (RFC 9112 §3.2.1).
    ///
    /// - Parameter target: Path and query as they stand in the request line.
    /// - Throws: `pathRejected` where the path is ambiguous.
    public init(target: String) throws(Rejection) {
        let span = target.utf8Span.span
        guard let (count, hasEscapes) = Self.scan(span) else { throw .pathRejected }
        text = target[target.startIndex..<target.utf8.index(target.startIndex, offsetBy: count)]
        guard hasEscapes else {
            decoded = target
            decodedCount = count
            return
        }
        guard let bytes = Self.decode(span.extracting(0..<count)), let string = String(validating: bytes, as: UTF8.self)
        else { throw .pathRejected }
        decoded = string
        decodedCount = bytes.count
    }

    /// Checks a target up to its query.
    ///
    /// - Returns: The length of the path and whether it has percent signs, or `nil` where it is refused.
    private static func scan(_ target: Span<UInt8>) -> (count: Int, hasEscapes: Bool)? {
        guard target.count > 0, target[0] == UInt8(ascii: "/") else { return nil }
        var segmentStart = 1
        var hasEscapes = false
        var index = 1
        while index < target.count, target[index] != UInt8(ascii: "?") {
            switch target[index] {
            case UInt8(ascii: "/"):
                guard index > segmentStart, !isDots(target, segmentStart..<index) else { return nil }
                segmentStart = index + 1
            case UInt8(ascii: "%"): hasEscapes = true
            case UInt8(ascii: "\\"), UInt8(ascii: ";"), UInt8(ascii: "#"), ...0x20, 0x7F...: return nil
            default: break
            }
            index += 1
        }
        guard !isDots(target, segmentStart..<index) else { return nil }
        return (index, hasEscapes)
    }

    /// Whether a segment is `.` or `..`.
    private static func isDots(_ bytes: Span<UInt8>, _ segment: Range<Int>) -> Bool {
        guard segment.count == 1 || segment.count == 2 else { return false }
        return segment.allSatisfy { bytes[$0] == UInt8(ascii: ".") }
    }

    /// The bytes of a path with its percent signs decoded, or `nil` where one of them is refused.
    private static func decode(_ path: Span<UInt8>) -> [UInt8]? {
        var result: [UInt8] = []
        result.reserveCapacity(path.count)
        var index = 0
        while index < path.count {
            let byte = path[index]
            guard byte == UInt8(ascii: "%") else {
                result.append(byte)
                index += 1
                continue
            }
            guard index + 2 < path.count, let high = JSONString.hexadecimalDigit(path[index + 1]),
                let low = JSONString.hexadecimalDigit(path[index + 2])
            else { return nil }
            let encoded = high << 4 | low
            // What can stand unencoded must: `%67et` is `get` to some routers and another name to others, and
            // `%2e%2e` is `..` to some. Separators and controls must not be encoded at all.
            guard encoded == 0x20 || encoded >= 0x80 || isRarelyEncoded(encoded) else { return nil }
            result.append(encoded)
            index += 3
        }
        return result
    }

    /// Whether an ASCII character can only stand in a path encoded, and means nothing to anybody (RFC 3986 §3.3).
    private static func isRarelyEncoded(_ byte: UInt8) -> Bool {
        "\"<>?[]^`{|}".utf8.contains(byte)
    }
}

extension RequestPath: Hashable {
    /// Two paths are equal when they are written alike.
    public static func == (lhs: RequestPath, rhs: RequestPath) -> Bool { lhs.text.utf8.elementsEqual(rhs.text.utf8) }

    /// Hashes what is compared.
    public func hash(into hasher: inout Hasher) { ExactString(String(text)).hash(into: &hasher) }
}
