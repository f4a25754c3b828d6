/// The meaning of a percent-encoded byte of a path (RFC 3986 §2).
///
/// Requests and patterns are read by the same rule, so that a pattern can be written as a URL is.
package enum PathEscape: Hashable, Sendable {
    /// A letter, a digit, `-`, `.`, `_` or `~`: the same encoded or not (RFC 3986 §6.2.2.2).
    case unreserved
    /// Another byte, which no reader takes for something else than itself.
    case plain
    /// `%2F`: a part of the segment to some, the end of it to others.
    case slash
    /// `%5C`: a slash to some.
    case backslash
    /// `%3B`: what follows in the segment counts for nothing to some.
    case semicolon
    /// `%25`: a server that decodes twice sees another path.
    case percent
    /// `%00` to `%1F`, and `%7F`.
    case control

    /// The spelling of `%2F` in a decoded path; nothing else there holds a percent sign, since `%25` is refused.
    package static let keptSlash: [UInt8] = Array("%2F".utf8)

    /// The meaning of a byte.
    package init(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            self = .unreserved
        case UInt8(ascii: "/"): self = .slash
        case UInt8(ascii: "\\"): self = .backslash
        case UInt8(ascii: ";"): self = .semicolon
        case UInt8(ascii: "%"): self = .percent
        case ..<0x20, 0x7F: self = .control
        default: self = .plain
        }
    }

    /// Finds a segment `.` or `..` in a decoded path, also one that appears only when its `%2F` is decoded.
    ///
    /// - Parameter path: The decoded path, or a part of it that begins and ends at a slash or at an end of the path.
    /// - Returns: The place of the first dot, or `nil`.
    package static func dotSegment(in path: Span<UInt8>) -> Int? {
        var start = 0
        var index = 0
        while index <= path.count {
            let isKeptSlash = index + 2 < path.count && path[index] == UInt8(ascii: "%")
            guard index == path.count || path[index] == UInt8(ascii: "/") || isKeptSlash else {
                index += 1
                continue
            }
            let count = index - start
            if count == 1 || count == 2, path[start] == UInt8(ascii: "."), path[index - 1] == UInt8(ascii: ".") {
                return start
            }
            index += isKeptSlash ? 3 : 1
            start = index
        }
        return nil
    }
}
