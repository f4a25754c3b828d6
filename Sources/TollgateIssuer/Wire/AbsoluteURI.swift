/// Rules for the URIs in client metadata.
enum AbsoluteURI {
    /// The schemes that run or embed code in a browser that follows the URI.
    private static let dangerousSchemes = ["javascript", "data", "vbscript"]

    /// Says whether `uri` can be a redirection endpoint: absolute and without a fragment (RFC 6749 §3.1.2).
    static func isRedirectTarget(_ uri: String) -> Bool {
        guard let (scheme, rest) = parts(uri), !dangerousSchemes.contains(scheme) else { return false }
        return isWeb(scheme) ? hasHost(rest) : !rest.isEmpty
    }

    /// Says whether `uri` is an `http` or `https` URL, which the pages and keys of a client have to be.
    static func isWebPage(_ uri: String) -> Bool {
        guard let (scheme, rest) = parts(uri) else { return false }
        return isWeb(scheme) && hasHost(rest)
    }

    private static func isWeb(_ scheme: String) -> Bool { scheme == "http" || scheme == "https" }

    private static func hasHost(_ rest: Substring) -> Bool {
        guard rest.hasPrefix("//") else { return false }
        let authority = rest.dropFirst(2).prefix { $0 != "/" && $0 != "?" }
        return !authority.isEmpty && authority.first != ":"
    }

    /// The scheme in lower case (RFC 3986 §3.1) and what follows the colon.
    private static func parts(_ uri: String) -> (scheme: String, rest: Substring)? {
        guard uri.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "#") }),
            let colon = uri.firstIndex(of: ":")
        else { return nil }
        let scheme = uri[..<colon]
        guard let first = scheme.first, first.isLetter,
            scheme.allSatisfy({ $0.isLetter || $0.isNumber || "+-.".contains($0) })
        else { return nil }
        return (scheme.lowercased(), uri[uri.index(after: colon)...])
    }
}
