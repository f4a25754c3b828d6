internal import Foundation
internal import TollgateCatalogue

/// The forms of names, scopes and addresses in the file.
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

    /// Says whether a text is an absolute URL without query, fragment and user: `https`, or `http` to this machine.
    package static func isSecureURL(_ text: String, allowsQuery: Bool = false, allowsHTTP: Bool = false) -> Bool {
        guard let parts = httpURL(text), allowsQuery || parts.query == nil else { return false }
        return parts.scheme == "https" || allowsHTTP || LoopbackHost.matches(parts.host ?? "")
    }

    /// Tells whether a text can be an `iss`: a secure URL that is not that of the issuer's metadata.
    package static func isIssuer(_ text: String, allowsHTTP: Bool = false) -> Bool {
        isSecureURL(text, allowsHTTP: allowsHTTP) && !text.contains("/.well-known/")
    }

    /// Says whether a text is an absolute `http` or `https` URL without query that ends in a slash.
    package static func isUpstream(_ text: String) -> Bool {
        guard let parts = httpURL(text), parts.query == nil else { return false }
        // A port that is empty is one that was forgotten, or nginx's form of a socket.
        let authority = text.split(separator: "/", maxSplits: 2).dropFirst().first ?? ""
        return parts.percentEncodedPath.hasSuffix("/") && !authority.hasSuffix(":")
    }

    /// Says whether a text is `unix:` and the absolute path of a socket, perhaps with a colon and the path that stands
    /// before all paths.
    ///
    /// The form is that of `listen`, and nginx's without its `http://`. A path of a socket has no colon, and at most
    /// 103 bytes, which every system takes.
    package static func isSocketUpstream(_ text: String) -> Bool {
        guard text.hasPrefix("unix:/"), text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return false }
        let parts = text.dropFirst(5).split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard !parts[0].hasPrefix("//"), !parts[0].hasSuffix("/"), parts[0].utf8.count <= 103 else { return false }
        return parts.count == 1 || (parts[1].hasPrefix("/") && isUpstream("http://localhost\(parts[1])"))
    }

    /// Finds the upstream that a text may mean, which is written in another form: nginx's or Docker's, or without a
    /// slash.
    static func upstream(meantBy text: String) -> String? {
        var text = text
        for form in ["http://unix:", "https://unix:", "http+unix:"] where text.hasPrefix(form) {
            text = "unix:" + text.dropFirst(form.count)
        }
        if text.hasPrefix("unix:/") { text = "unix:/" + text.dropFirst(5).drop { $0 == "/" } }
        let candidates = [text, text + "/", text.hasSuffix("/") ? String(text.dropLast()) : text]
        return candidates.first { isSocketUpstream($0) || isUpstream($0) }
    }

    /// Says whether a text is a path with a slash at both ends and nothing that has to be encoded.
    package static func isListenPath(_ text: String) -> Bool {
        guard text.hasPrefix("/"), text.hasSuffix("/") else { return false }
        let segments = text.dropFirst().dropLast().split(separator: "/", omittingEmptySubsequences: false)
        return text == "/" || segments.allSatisfy { isName(String($0)) && $0 != "." && $0 != ".." }
    }

    /// The beginning of an address that is the path of a unix socket.
    static let unixPrefix = "unix:"
    /// The longest path of a unix socket in bytes.
    private static let mostSocketPathBytes = 103

    /// Reads the address of a listener: a host and a port, or `unix:` and an absolute path.
    static func listenerAddress(_ text: String) -> ListenerSettings.Address? {
        guard text.hasPrefix(unixPrefix) else { return ListenAddress(text).map { .tcp($0) } }
        let path = text.dropFirst(unixPrefix.count)
        guard path.hasPrefix("/"), !path.hasSuffix("/"), path.utf8.count <= mostSocketPathBytes,
            !path.utf8.contains(0)
        else { return nil }
        return .unix(path: String(path))
    }

    static let modeRule = "permissions as four octal digits such as 0600 or 0660"

    /// Reads permissions: a zero and three octal digits.
    static func mode(_ text: String) -> UInt16? {
        guard text.utf8.count == 4, text.utf8.first == UInt8(ascii: "0") else { return nil }
        return UInt16(text, radix: 8)
    }

    private static func httpURL(_ text: String) -> URLComponents? {
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), let parts = URLComponents(string: text),
            parts.scheme == "https" || parts.scheme == "http", let host = parts.host, !host.isEmpty,
            parts.fragment == nil, parts.user == nil, parts.password == nil
        else { return nil }
        return parts
    }
}
