/// The identifier of a protected resource, for which clients ask for tokens (RFC 9728 §1.2, RFC 8707 §2).
///
/// Clients compare it byte for byte with what they were told, so there is one way to write it: scheme and host in small
/// letters, no query, no fragment, no slash at the end.
public struct ResourceIdentifier: Hashable, Sendable {
    /// The path of the metadata of resources, below the host (RFC 9728 §3.1).
    package static let wellKnownPath = "/.well-known/oauth-protected-resource"

    static let rule =
        "an https URL in small letters without query, fragment and slash at its end (http only to this machine)"

    /// The identifier.
    public let text: String
    /// The start of its path, if it has one.
    private let pathStart: String.Index

    /// An identifier, or `nil` where the text is none.
    ///
    /// - Parameter text: For example `https://gateway.example/payment-api`.
    public init?(_ text: String) {
        let isSecure = text.utf8.starts(with: "https://".utf8)
        guard isSecure || text.utf8.starts(with: "http://".utf8) else { return nil }
        let rest = text.utf8.dropFirst(isSecure ? 8 : 7)
        let authority = rest.prefix { $0 != UInt8(ascii: "/") }
        guard let host = Self.host(of: authority), isSecure || LoopbackHost.matches(Substring(host)) else { return nil }
        let path = rest[authority.endIndex...]
        let segments = path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).dropFirst()
        guard segments.allSatisfy(Self.isSegment) else { return nil }
        self.text = text
        pathStart = path.startIndex
    }

    /// The path of its metadata: the well-known one stands between host and path (RFC 9728 §3.1).
    public var metadataPath: String { "\(Self.wellKnownPath)\(text[pathStart...])" }

    /// The URL of its metadata, which challenges name (RFC 9728 §5.1).
    public var metadataURL: String { "\(text[..<pathStart])\(metadataPath)" }

    /// Its path with a slash at its end, for comparing it with listen paths.
    var directory: String { "\(text[pathStart...])/" }

    /// The identifier that was probably meant.
    static func nearest(to text: String) -> ResourceIdentifier? {
        let trimmed = text.utf8.reversed().drop { $0 == UInt8(ascii: "/") }.reversed()
        var slashes = 0
        let bytes = trimmed.map { byte -> UInt8 in
            if byte == UInt8(ascii: "/") { slashes += 1 }
            let isCapital = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
            return isCapital && slashes < 3 ? byte | 0x20 : byte
        }
        return ResourceIdentifier(String(decoding: bytes, as: UTF8.self))
    }

    // MARK: - Parts

    /// The host, if what stands between scheme and path is one, with or without a port.
    private static func host(of authority: Substring.UTF8View) -> Substring.UTF8View? {
        let isLiteral = authority.first == UInt8(ascii: "[")
        let end =
            isLiteral
            ? authority.firstIndex(of: UInt8(ascii: "]")).map { authority.index(after: $0) }
            : authority.firstIndex(of: UInt8(ascii: ":")) ?? authority.endIndex
        guard let end else { return nil }
        let host = authority[..<end]
        let port = authority[end...]
        guard port.isEmpty || isPort(port), let first = host.first, isLiteral || isLetterOrDigit(first) else {
            return nil
        }
        let name = isLiteral ? host.dropFirst().dropLast() : host
        guard !name.isEmpty else { return nil }
        let mark = isLiteral ? UInt8(ascii: ":") : UInt8(ascii: "-")
        let isPlain = name.allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: ".") || $0 == mark }
        return isPlain ? host : nil
    }

    /// Whether this is a colon and a number that a port can have.
    private static func isPort(_ text: Substring.UTF8View) -> Bool {
        let digits = text.dropFirst()
        return (1...5).contains(digits.count) && digits.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// Tells whether a text can stand between two slashes and means the same to every reader (RFC 3986 §2.3).
    private static func isSegment(_ segment: Substring.UTF8View) -> Bool {
        !segment.isEmpty && !segment.elementsEqual(".".utf8) && !segment.elementsEqual("..".utf8)
            && segment.allSatisfy { byte in
                isLetterOrDigit(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) || byte == 0x2D
                    || byte == 0x2E || byte == 0x5F || byte == 0x7E
            }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
    }
}
