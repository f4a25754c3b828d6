/// A place where a gateway listens, and the rules for those that connect there.
public struct GatewayListener: Hashable, Sendable {
    /// The address of a listener.
    public enum Address: Hashable, Sendable {
        /// A name or an address of this machine; port 0 takes one that is free.
        case tcp(host: String, port: Int)
        /// A socket in the file system.
        ///
        /// It has its mode before anybody can connect. A socket at the path on which nobody listens any more is
        /// replaced; one that is in use, and whatever is no socket, never is. It is removed when the gateway ends.
        ///
        /// - Parameters:
        ///   - path: The path, of at most 103 bytes.
        ///   - mode: The permissions: those that may write may connect. Default: its owner only, 0600.
        ///   - group: The group that it belongs to, by name or number. Default: that of the process.
        case unix(path: String, mode: UInt16 = 0o600, group: String? = nil)

        /// The path, if it is a socket in the file system.
        var path: String? { if case .unix(let path, _, _) = self { path } else { nil } }
    }

    /// The address.
    public var address: Address
    /// Whether each connection begins with a header of PROXY protocol, version 1 or 2, that tells the client's address.
    ///
    /// Connections that do not begin with one, or do not come from `trustedProxies`, are closed. Default: no.
    public var requiresProxyProtocol = false
    /// The proxies that are believed about where a request comes from.
    ///
    /// Default: none.
    public var trustedProxies = TrustedProxies.none
    /// The fields in which they say it; those of the other family are dropped, and both from everybody else.
    ///
    /// Default: `X-Forwarded-For` and its like.
    public var forwardedFamily = ForwardedFamily.xForwarded
    /// TLS with its clients; `nil` for none.
    ///
    /// A header of PROXY protocol comes before it. Default: none.
    public var tls: ServerTLS?
    /// The rules for HTTP/2, over TLS where clients and ``tls`` agree upon it, else where clients begin with it; `nil`
    /// for none.
    ///
    /// Default: those of ``HTTP2Rules``.
    public var http2: HTTP2Rules? = HTTP2Rules()
    /// Whether trusted proxies tell the certificates of their clients, in `Client-Cert` (RFC 9440).
    ///
    /// They have to drop that field from what clients send: who can write it can use tokens that are bound to the
    /// certificates of others. From everybody else it is dropped here. Default: no.
    public var readsClientCertificate = false
    /// The rules by which proxies ask here whether their requests may pass; `nil` where requests are passed on.
    ///
    /// Such a listener speaks HTTP/1.1. Default: requests are passed on.
    public var authorizer: AuthorizerRules?
    /// The limits of its clients; `nil` for those of the gateway.
    ///
    /// Default: `nil`.
    public var limits: ListenerLimits?

    /// A listener at an address, with the defaults.
    public init(_ address: Address) {
        self.address = address
    }

    /// Whether it is a socket in the file system.
    var isUnix: Bool { if case .unix = address { true } else { false } }

    /// Finds rules by which nobody could connect.
    func check() throws(ListenerError) {
        if let peers = authorizer?.peers, isUnix ? !peers.includesUnix : peers.hasNoAddress { throw .peersMissing }
        guard requiresProxyProtocol else { return }
        guard isUnix ? trustedProxies.includesUnix : !trustedProxies.hasNoAddress else { throw .proxiesMissing }
    }
}

extension GatewayListener.Address: CustomStringConvertible {
    /// The address as a configuration has it: `host:port`, or `unix:` and the path.
    public var description: String {
        switch self {
        case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unix(let path, _, _): "unix:\(path)"
        }
    }
}
