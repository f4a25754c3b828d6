internal import Foundation

/// What names, scopes and addresses in the file may look like.
package enum ConfigurationSyntax {
    package static let nameRule = "a name of letters, digits, `.`, `_` and `-`"

    /// Names reach challenges, header fields, metrics and logs, so they are kept plain.
    package static func isName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
            }
    }

    package static let scopeRule = "a scope: printable characters without space, quote and backslash"

    /// scope-token of RFC 6749 §3.3.
    package static func isScope(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { $0 == 0x21 || (0x23...0x5B).contains($0) || (0x5D...0x7E).contains($0) }
    }

    /// An absolute URL without query, fragment and user: `https`, or `http` to this machine.
    package static func isSecureURL(_ text: String, allowsQuery: Bool = false, allowsHTTP: Bool = false) -> Bool {
        guard let parts = httpURL(text), allowsQuery || parts.query == nil else { return false }
        return parts.scheme == "https" || allowsHTTP || isLoopback(parts.host ?? "")
    }

    /// What can be an `iss`: a secure URL that is not that of the issuer's metadata.
    package static func isIssuer(_ text: String, allowsHTTP: Bool = false) -> Bool {
        isSecureURL(text, allowsHTTP: allowsHTTP) && !text.contains("/.well-known/")
    }

    /// An absolute `http` or `https` URL without query that ends in a slash.
    package static func isUpstream(_ text: String) -> Bool {
        guard let parts = httpURL(text), parts.query == nil else { return false }
        return parts.percentEncodedPath.hasSuffix("/")
    }

    /// A path with a slash at both ends and nothing that has to be encoded.
    package static func isListenPath(_ text: String) -> Bool {
        guard text.hasPrefix("/"), text.hasSuffix("/") else { return false }
        let segments = text.dropFirst().dropLast().split(separator: "/", omittingEmptySubsequences: false)
        return text == "/" || segments.allSatisfy { isName(String($0)) && $0 != "." && $0 != ".." }
    }

    private static func httpURL(_ text: String) -> URLComponents? {
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), let parts = URLComponents(string: text),
            parts.scheme == "https" || parts.scheme == "http", let host = parts.host, !host.isEmpty,
            parts.fragment == nil, parts.user == nil, parts.password == nil
        else { return nil }
        return parts
    }

    private static func isLoopback(_ host: String) -> Bool {
        if host == "localhost" || host == "[::1]" || host == "::1" { return true }
        // `127.0.0.example` is a name, and anybody's.
        let octets = host.split(separator: ".", omittingEmptySubsequences: false)
        return octets.count == 4 && octets[0] == "127" && octets.allSatisfy { UInt8($0) != nil && $0.first != "+" }
    }
}
