internal import TollgateCatalogue
internal import TollgateEncoding

/// The path of a request in the one form that rules are matched against and upstreams are sent.
///
/// Percent-encoded characters mean what they decode to (RFC 3986 §2.4). Whatever two readers could take for different
/// paths is refused, so that the gate and the upstream always speak of the same resource (security row 45): dot
/// segments, empty segments, backslashes, `;` parameters, control characters, bytes outside ASCII, percent signs
/// without two hexadecimal digits, and `%2F`, `%5C`, `%3B`, `%25` and encoded control characters.
/// ``CompiledCatalogue/path(target:host:)`` admits `%2F` for APIs that allow it.
public struct RequestPath: Sendable {
    /// The path without the query, as the upstream is sent it: as the client wrote it, but with letters, digits, `-`,
    /// `.`, `_` and `~` never encoded (RFC 3986 §6.2.2.2).
    public let text: Substring
    /// Whether a segment holds an encoded slash.
    package let hasEncodedSlash: Bool

    /// A text that begins with the decoded path, and how many bytes of it that is.
    ///
    /// A slash in it always separates segments: an encoded one stays `%2F`, and there is no other percent sign.
    let decoded: String
    let decodedCount: Int

    /// The parts between its slashes, decoded but for `%2F`; the last one is empty where the path ends in a slash.
    package var segments: [Substring] {
        decoded.utf8.prefix(decodedCount).dropFirst().split(
            separator: UInt8(ascii: "/"), omittingEmptySubsequences: false
        )
        .map { Substring($0) }
    }

    /// The path in an origin-form request target (RFC 9112 §3.2.1), for APIs that allow no encoded slashes.
    ///
    /// - Parameter target: Path and query as they stand in the request line.
    /// - Throws: ``Rejection/pathRejected`` where the path is ambiguous.
    public init(target: String) throws(Rejection) {
        do throws(PathFault) {
            try self.init(target, allowsEncodedSlashes: false)
        } catch {
            throw error.rejection
        }
    }

    /// The path in an origin-form request target.
    ///
    /// - Parameters:
    ///   - target: Path and query as they stand in the request line.
    ///   - allowsEncodedSlashes: Whether `%2F` is part of a segment; else it is refused.
    /// - Throws: ``PathFault`` with the first fault of the path.
    package init(_ target: String, allowsEncodedSlashes: Bool) throws(PathFault) {
        let span = target.utf8Span.span
        let (count, hasEscapes) = try Self.scan(span)
        guard hasEscapes else {
            text = target[target.startIndex..<target.utf8.index(target.startIndex, offsetBy: count)]
            decoded = target
            decodedCount = count
            hasEncodedSlash = false
            return
        }
        let path = span.extracting(0..<count)
        let (bytes, isNormal) = try Self.decode(path, allowsEncodedSlashes: allowsEncodedSlashes)
        if let dot = PathEscape.dotSegment(in: bytes.span) {
            throw PathFault(kind: .dotSegment, offset: Self.offset(in: path, ofDecoded: dot))
        }
        guard let string = String(validating: bytes, as: UTF8.self) else {
            // Escapes alone can have made them.
            let first = bytes.firstIndex { $0 >= 0x80 } ?? 0
            throw PathFault(kind: .encoding, offset: Self.offset(in: path, ofDecoded: first))
        }
        text =
            isNormal
            ? target[target.startIndex..<target.utf8.index(target.startIndex, offsetBy: count)]
            : Self.normalised(path)[...]
        decoded = string
        decodedCount = bytes.count
        hasEncodedSlash = bytes.contains(UInt8(ascii: "%"))
    }

    /// Checks a target up to its query.
    ///
    /// - Returns: The length of the path and whether it has percent signs.
    private static func scan(_ target: Span<UInt8>) throws(PathFault) -> (count: Int, hasEscapes: Bool) {
        guard target.count > 0, target[0] == UInt8(ascii: "/") else { throw PathFault(kind: .relative, offset: 0) }
        var segmentStart = 1
        var hasEscapes = false
        var index = 1
        while index < target.count, target[index] != UInt8(ascii: "?") {
            switch target[index] {
            case UInt8(ascii: "/"):
                guard index > segmentStart else { throw PathFault(kind: .emptySegment, offset: index) }
                guard !isDots(target, segmentStart..<index) else {
                    throw PathFault(kind: .dotSegment, offset: segmentStart)
                }
                segmentStart = index + 1
            case UInt8(ascii: "%"): hasEscapes = true
            case UInt8(ascii: "\\"): throw PathFault(kind: .backslash, offset: index)
            case UInt8(ascii: ";"): throw PathFault(kind: .semicolon, offset: index)
            case UInt8(ascii: "#"): throw PathFault(kind: .fragment, offset: index)
            case ...0x20, 0x7F: throw PathFault(kind: .control, offset: index)
            case 0x80...: throw PathFault(kind: .beyondASCII, offset: index)
            default: break
            }
            index += 1
        }
        guard !isDots(target, segmentStart..<index) else { throw PathFault(kind: .dotSegment, offset: segmentStart) }
        return (index, hasEscapes)
    }

    /// Whether a segment is `.` or `..`.
    private static func isDots(_ bytes: Span<UInt8>, _ segment: Range<Int>) -> Bool {
        guard segment.count == 1 || segment.count == 2 else { return false }
        return segment.allSatisfy { bytes[$0] == UInt8(ascii: ".") }
    }

    /// The bytes of a path, decoded but for `%2F`, and whether no unreserved character was encoded.
    private static func decode(
        _ path: Span<UInt8>, allowsEncodedSlashes: Bool
    ) throws(PathFault) -> (bytes: [UInt8], isNormal: Bool) {
        var result: [UInt8] = []
        result.reserveCapacity(path.count)
        var isNormal = true
        var index = 0
        while index < path.count {
            guard path[index] == UInt8(ascii: "%") else {
                result.append(path[index])
                index += 1
                continue
            }
            guard let encoded = escape(in: path, at: index) else {
                throw PathFault(kind: .brokenEscape, offset: index)
            }
            switch PathEscape(encoded) {
            case .unreserved:
                isNormal = false
                result.append(encoded)
            case .plain: result.append(encoded)
            case .slash:
                guard allowsEncodedSlashes else { throw PathFault(kind: .encodedSlash, offset: index) }
                result += PathEscape.keptSlash
            case .backslash: throw PathFault(kind: .encodedBackslash, offset: index)
            case .semicolon: throw PathFault(kind: .encodedSemicolon, offset: index)
            case .percent: throw PathFault(kind: .encodedPercent, offset: index)
            case .control: throw PathFault(kind: .encodedControl, offset: index)
            }
            index += 3
        }
        return (result, isNormal)
    }

    /// A path with its unreserved characters decoded and the rest as it is; its escapes have been checked.
    private static func normalised(_ path: Span<UInt8>) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(path.count)
        var index = 0
        while index < path.count {
            if path[index] == UInt8(ascii: "%"), let encoded = escape(in: path, at: index),
                PathEscape(encoded) == .unreserved
            {
                result.append(encoded)
                index += 3
            } else {
                result.append(path[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Finds the place in a path, whose escapes have been checked, that a byte of the decoded one comes from.
    private static func offset(in path: Span<UInt8>, ofDecoded offset: Int) -> Int {
        var index = 0
        var decoded = 0
        while index < path.count, decoded < offset {
            let isEscape = path[index] == UInt8(ascii: "%")
            decoded += isEscape && escape(in: path, at: index) == UInt8(ascii: "/") ? PathEscape.keptSlash.count : 1
            index += isEscape ? 3 : 1
        }
        return index
    }

    /// The byte that a percent sign and two hexadecimal digits stand for.
    private static func escape(in path: Span<UInt8>, at index: Int) -> UInt8? {
        guard index + 2 < path.count, let high = path[index + 1].hexadecimalValue,
            let low = path[index + 2].hexadecimalValue
        else { return nil }
        return high << 4 | low
    }
}

extension RequestPath: Hashable {
    /// Two paths are equal when the upstream is sent the same.
    public static func == (lhs: RequestPath, rhs: RequestPath) -> Bool { lhs.text.utf8.elementsEqual(rhs.text.utf8) }

    /// Hashes what is compared.
    public func hash(into hasher: inout Hasher) { ExactString(String(text)).hash(into: &hasher) }
}
