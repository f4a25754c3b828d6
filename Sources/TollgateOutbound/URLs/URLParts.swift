internal import TollgateCatalogue

/// The parts of an absolute `http` or `https` URL that Tollgate decides on.
package struct URLParts: Hashable, Sendable {
    /// `http` or `https`.
    package let scheme: String
    /// The host in lower case, without brackets.
    package let host: String
    /// The port, which is the scheme's where none is written.
    package let port: Int
    /// Everything after the authority, with its leading slash; empty where nothing follows.
    package let target: String

    /// `nil` unless `url` is an absolute `http` or `https` URL without user information and fragment.
    package init?(_ url: String) {
        guard let separator = url.firstRange(of: "://") else { return nil }
        let scheme = url[..<separator.lowerBound].lowercased()
        guard scheme == "http" || scheme == "https" else { return nil }
        let rest = url[separator.upperBound...]
        let printable = rest.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        guard printable, !rest.contains("#"), !rest.contains("\\") else { return nil }
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        let authority = rest[..<end]
        guard !authority.isEmpty, !authority.contains("@") else { return nil }
        var hostText = authority
        var portText: Substring?
        if authority.first == "[" {
            guard let close = authority.firstIndex(of: "]") else { return nil }
            hostText = authority[authority.index(after: authority.startIndex)..<close]
            let after = authority[authority.index(after: close)...]
            guard after.isEmpty || after.first == ":" else { return nil }
            portText = after.isEmpty ? nil : after.dropFirst()
        } else if let colon = authority.firstIndex(of: ":") {
            hostText = authority[..<colon]
            portText = authority[authority.index(after: colon)...]
        }
        guard Self.isHost(hostText, isAddress: authority.first == "[") else { return nil }
        if let portText {
            // `Int` would take a sign as well.
            guard portText.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = Int(portText),
                (1...65_535).contains(port)
            else { return nil }
            self.port = port
        } else {
            port = scheme == "https" ? 443 : 80
        }
        self.scheme = scheme
        host = hostText.lowercased()
        target = String(rest[end...])
    }

    /// Whether a text can be a host: an IPv6 address where it stood in brackets, otherwise a name or an IPv4 address.
    ///
    /// `http://[localhost]/` and `http://[[8]/` have no host by RFC 3986 §3.2.2.
    private static func isHost(_ text: Substring, isAddress: Bool) -> Bool {
        let others = isAddress ? ":." : "-._~"
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
            case 0x47...0x5A, 0x67...0x7A: !isAddress
            default: others.utf8.contains(byte)
            }
        }
        return isPlain && !text.isEmpty && (!isAddress || text.contains(":"))
    }

    /// Whether the host is this machine: `localhost`, 127.0.0.0/8 or `::1`.
    package var isLoopback: Bool { LoopbackHost.matches(host) }

    /// Says whether both URLs have the same scheme, host and port (RFC 6454).
    package func hasSameOrigin(as other: URLParts) -> Bool {
        scheme == other.scheme && host == other.host && port == other.port
    }

    /// Scheme, host and port, written the shortest way.
    package var origin: String {
        let shownHost = host.contains(":") ? "[\(host)]" : host
        let isDefault = port == (scheme == "https" ? 443 : 80)
        return "\(scheme)://\(shownHost)" + (isDefault ? "" : ":\(port)")
    }
}
