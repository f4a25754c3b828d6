internal import NIOCore
internal import TollgateCatalogue

/// The server that an upstream's URL names, and how its requests are written.
enum UpstreamAddress: Hashable, Sendable {
    /// A name or an address, an IPv6 address without brackets, a port, how requests are sent over TLS, if they are, and
    /// whether over HTTP/2.
    case server(host: String, port: Int, tls: UpstreamTLS? = nil, isHTTP2: Bool = false)
    /// A unix socket, and whether requests are sent over HTTP/2.
    case socket(path: String, isHTTP2: Bool = false)

    /// The parts of an upstream's URL.
    struct Parts: Equatable {
        let address: UpstreamAddress
        /// The value of `Host`.
        let authority: String
        /// The path without a slash at its end.
        let basePath: String
    }

    /// The address where there is nothing to resolve; `nil` as well where a socket's path is too long.
    var literal: SocketAddress? {
        switch self {
        case .server(let host, let port, _, _): try? SocketAddress(ipAddress: host, port: port)
        case .socket(let path, _): try? SocketAddress(unixDomainSocketPath: path)
        }
    }

    /// The name to be resolved, if it is one.
    var name: String? {
        if literal == nil, case .server(let host, _, _, _) = self { host } else { nil }
    }

    /// The name or the address that a certificate has to be for, and the settings; `nil` where requests are not sent
    /// over TLS.
    var secured: (host: String, settings: TLSSettings)? {
        guard case .server(let host, _, let tls?, _) = self else { return nil }
        return (tls.serverName ?? host, tls.settings)
    }

    /// Whether requests are sent over HTTP/2.
    var isHTTP2: Bool {
        switch self {
        case .server(_, _, _, let isHTTP2), .socket(_, let isHTTP2): isHTTP2
        }
    }

    /// An address that the name has, with the port.
    func endpoint(_ address: SocketAddress) -> SocketAddress {
        guard case .server(_, let port, _, _) = self else { return address }
        var address = address
        address.port = port
        return address
    }

    /// The parts of a URL as catalogues have it: `http` or `https`, a host, perhaps a port, a path that ends in a slash; or
    /// `unix:`, a path, and perhaps a colon and a path before all paths.
    ///
    /// - Parameters:
    ///   - url: The URL.
    ///   - tls: The rules of TLS, where the URL begins with `https`.
    ///   - isHTTP2: Whether requests are sent over HTTP/2.
    /// - Returns: `nil` where it is another URL.
    static func parts(of url: String, _ tls: UpstreamTLS = UpstreamTLS(), isHTTP2: Bool = false) -> Parts? {
        if url.utf8.starts(with: "unix:".utf8) { return socketParts(of: url, isHTTP2) }
        let usesTLS = url.utf8.starts(with: "https://".utf8)
        guard usesTLS || url.utf8.starts(with: "http://".utf8) else { return nil }
        let rest = url.utf8.dropFirst(usesTLS ? 8 : 7)
        let authority = rest.prefix { $0 != UInt8(ascii: "/") }
        let path = rest[authority.endIndex...]
        var host = authority
        var port = usesTLS ? 443 : 80
        // A colon behind a bracket, or the only one, begins the port.
        if let colon = authority.lastIndex(of: UInt8(ascii: ":")),
            authority[colon...].firstIndex(of: UInt8(ascii: "]")) == nil
        {
            host = authority[..<colon]
            guard let number = Int(String(Substring(authority[authority.index(after: colon)...]))),
                (1...65_535).contains(number)
            else { return nil }
            port = number
        }
        if host.first == UInt8(ascii: "["), host.last == UInt8(ascii: "]") { host = host.dropFirst().dropLast() }
        guard !host.isEmpty else { return nil }
        return Parts(
            address: .server(host: String(Substring(host)), port: port, tls: usesTLS ? tls : nil, isHTTP2: isHTTP2),
            authority: String(Substring(authority)), basePath: basePath(path))
    }

    /// The parts of `unix:/run/app.sock` or `unix:/run/app.sock:/prefix/`.
    private static func socketParts(of url: String, _ isHTTP2: Bool) -> Parts? {
        let rest = url.utf8.dropFirst(5)
        let path = rest.prefix { $0 != UInt8(ascii: ":") }
        let address = UpstreamAddress.socket(path: String(Substring(path)), isHTTP2: isHTTP2)
        guard path.first == UInt8(ascii: "/"), address.literal != nil else { return nil }
        return Parts(address: address, authority: "localhost", basePath: basePath(rest[path.endIndex...].dropFirst()))
    }

    private static func basePath(_ path: Substring.UTF8View) -> String {
        var base = String(Substring(path))
        while base.utf8.last == UInt8(ascii: "/") { base.removeLast() }
        return base
    }
}
