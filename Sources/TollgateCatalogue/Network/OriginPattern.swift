/// An origin of pages (RFC 6454 §6.2), or all origins whose hosts are below one.
///
/// `https://app.example` is that origin alone, `https://*.app.example` all whose host is below `app.example`.
public struct OriginPattern: Hashable, Sendable, CustomStringConvertible {
    /// The form of a pattern, for messages.
    package static let rule =
        "an origin such as https://app.example or http://localhost:5173, or https://*.app.example for all below it"

    /// The scheme in lower case, with its colon and slashes.
    package let scheme: String
    /// The host.
    public let host: HostPattern
    /// The port, as text behind its colon; empty where it is the scheme's own.
    package let port: String

    /// Reads a pattern; `nil` where it is none, an origin with a path or with the port that its scheme has anyway among
    /// others.
    public init?(_ text: String) {
        guard let separator = text.firstRange(of: "://") else { return nil }
        let name = text[..<separator.lowerBound].lowercased()
        guard let first = name.utf8.first, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first),
            name.utf8.allSatisfy(Self.isSchemeByte)
        else { return nil }
        scheme = name + "://"
        var rest = text[separator.upperBound...]
        var port = ""
        if let colon = rest.lastIndex(of: ":"), !rest[colon...].contains("]") {
            let digits = rest[rest.index(after: colon)...]
            guard let number = Int(digits), (1...65_535).contains(number), String(number) == digits,
                !(name == "https" && number == 443), !(name == "http" && number == 80)
            else { return nil }
            port = ":\(number)"
            rest = rest[..<colon]
        }
        guard let host = HostPattern(String(rest)) else { return nil }
        self.host = host
        self.port = port
    }

    /// The text of the pattern.
    public var description: String { "\(scheme)\(host)\(port)" }

    private static func isSchemeByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"),
            UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
