package import TollgateCatalogue
internal import TollgateOutbound

/// The redirect URIs that a client may register (RFC 6749 §3.1.2, RFC 8252 §7, RFC 9700 §2.1).
package struct RedirectURIRules: Hashable, Sendable {
    /// The most redirect URIs that one client may have: 20.
    package static let maximumCount = 20
    /// The greatest length of one: 2 000 bytes.
    package static let maximumBytes = 2_000

    /// The schemes that are refused: those with a dot are an application's own; these have none, or run what they
    /// carry.
    private static let dangerousSchemes: Set<String> = [
        "javascript", "data", "vbscript", "file", "blob", "about", "filesystem", "mailto", "tel", "ws", "wss", "ftp",
    ]

    private let clientType: ClientType
    private let allowsLoopback: Bool

    /// The rules for a client type.
    package init(for clientType: ClientType) {
        self.clientType = clientType
        allowsLoopback = clientType.allowsLoopbackRedirects || clientType.applicationType == .native
    }

    /// The rules that leave out only what no client type may have.
    static let widest = RedirectURIRules(
        for: ClientType(
            name: "native", displayName: "", description: "", responseTypes: [], grantTypes: [],
            tokenEndpointAuthMethod: .none, applicationType: .native))

    /// Checks a client's whole list.
    ///
    /// - Parameter uris: The redirect URIs.
    /// - Throws: `RedirectURIDefect` for the first defect: `.missing`, `.tooMany` and `.repeated` of the list;
    ///   `.tooLong`, `.notAbsolute`, `.fragment`, `.wildcard`, `.plainHTTP`, `.loopback`, `.schemeRefused` or
    ///   `.schemeNotNative` of one URI.
    package func check(_ uris: [String]) throws(RedirectURIDefect) {
        if uris.isEmpty, clientType.needsRedirectURI { throw .missing(clientType: clientType.name) }
        guard uris.count <= Self.maximumCount else { throw .tooMany(count: uris.count) }
        var seen: Set<String> = []
        for uri in uris {
            try check(uri)
            guard seen.insert(uri).inserted else { throw .repeated(uri) }
        }
    }

    /// Divides a text into redirect URIs where commas separate them, as portals ask for them.
    ///
    /// A comma may stand in a URI as well: only one that something absolute follows separates.
    ///
    /// - Parameter text: The text.
    /// - Returns: The parts, without the white space around them and without empty ones.
    package static func split(_ text: String) -> [String] {
        var parts: [String] = []
        for piece in text.split(separator: ",", omittingEmptySubsequences: false) {
            let piece = String(piece)
            if let last = parts.last, scheme(of: trimmed(piece)) == nil, !trimmed(piece).isEmpty {
                parts[parts.count - 1] = last + "," + piece
            } else {
                parts.append(piece)
            }
        }
        return parts.map(trimmed).filter { !$0.isEmpty }
    }

    private func check(_ uri: String) throws(RedirectURIDefect) {
        guard uri.utf8.count <= Self.maximumBytes else { throw .tooLong(uri) }
        guard uri.utf8.allSatisfy(Self.isURICharacter), let scheme = Self.scheme(of: uri),
            uri.utf8.count > scheme.utf8.count + 1
        else { throw .notAbsolute(uri) }
        guard !uri.contains("#") else { throw .fragment(uri) }
        guard !uri.contains("*") else { throw .wildcard(uri) }
        switch scheme {
        case "https", "http":
            guard let parts = URLParts(uri) else { throw .notAbsolute(uri) }
            if parts.isLoopback {
                guard allowsLoopback else { throw .loopback(uri) }
            } else if scheme == "http" {
                throw .plainHTTP(uri)
            }
        default:
            guard !Self.dangerousSchemes.contains(scheme), scheme.contains(".") else {
                throw .schemeRefused(uri, scheme: scheme)
            }
            guard clientType.applicationType == .native else { throw .schemeNotNative(uri, scheme: scheme) }
        }
    }

    /// Returns the scheme in lower case (RFC 3986 §3.1); `nil` if there is none.
    private static func scheme(of uri: String) -> String? {
        guard let colon = uri.firstIndex(of: ":") else { return nil }
        let scheme = uri[..<colon].lowercased()
        guard let first = scheme.utf8.first, (0x61...0x7A).contains(first) else { return nil }
        let isPlain = scheme.utf8.allSatisfy { byte in
            switch byte {
            case 0x61...0x7A, 0x30...0x39, UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."): true
            default: false
            }
        }
        return isPlain ? scheme : nil
    }

    /// Says whether a byte is visible ASCII but for what RFC 3986 leaves out; `#` and `*` get words of their own.
    private static func isURICharacter(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte < 0x7F && !"\"<>\\^`{|}".utf8.contains(byte)
    }

    private static func trimmed(_ text: String) -> String {
        var kept = text.drop { $0.isWhitespace }
        while kept.last?.isWhitespace == true { kept.removeLast() }
        return String(kept)
    }
}
