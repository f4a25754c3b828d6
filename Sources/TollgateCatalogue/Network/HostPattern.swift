/// A host that requests are for, or all hosts whose names are below one.
///
/// `api.example` is that host alone; `*.api.example` all names below it, at any depth, and not `api.example` itself.
/// Case never counts (RFC 9110 §4.2.3).
public struct HostPattern: Hashable, Sendable, CustomStringConvertible {
    /// The form of a pattern, for messages.
    package static let rule =
        "a host without port, such as api.example, or *.api.example for all names below it"
    /// The longest name in bytes (RFC 1035 §2.3.4).
    package static let mostBytes = 253
    private static let mostLabelBytes = 63

    /// The name in lower case; of a wildcard what stands behind `*.`.
    public let name: String
    /// Whether names below `name` are meant.
    public let isWildcard: Bool

    /// Reads a pattern; `nil` where it is none, a host with a port among others.
    ///
    /// - Parameter text: A name of letters, digits, `-` and `_`, an IPv4 address or an IPv6 address in brackets; or
    ///   `*.` and a name.
    public init?(_ text: String) {
        isWildcard = text.utf8.starts(with: "*.".utf8)
        let name = (isWildcard ? String(text.dropFirst(2)) : text).lowercased()
        guard text.utf8.allSatisfy({ $0 < 0x80 }), !name.isEmpty, name.utf8.count <= Self.mostBytes else { return nil }
        let isGood = name.utf8.first == UInt8(ascii: "[") ? !isWildcard && Self.isIPv6(name) : Self.isName(name)
        guard isGood else { return nil }
        self.name = name
    }

    /// The text of the pattern.
    public var description: String { isWildcard ? "*." + name : name }

    /// A host that the pattern is for.
    package var example: String { isWildcard ? "any." + name : name }

    private static func isIPv6(_ text: String) -> Bool {
        guard text.utf8.last == UInt8(ascii: "]") else { return false }
        return IPAddress(String(text.dropFirst().dropLast())) != nil && text.utf8.contains(UInt8(ascii: ":"))
    }

    private static func isName(_ name: String) -> Bool {
        name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { label in
            (1...mostLabelBytes).contains(label.count) && label.first != UInt8(ascii: "-")
                && label.last != UInt8(ascii: "-") && label.allSatisfy(isLetter)
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
            UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
