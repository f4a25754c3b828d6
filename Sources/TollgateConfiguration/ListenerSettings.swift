/// A place where requests to the APIs come in, and the rules for those that connect there.
package struct ListenerSettings: Hashable, Sendable {
    /// The address of a listener.
    package enum Address: Hashable, Sendable, CustomStringConvertible {
        /// A host and a port.
        case tcp(ListenAddress)
        /// The absolute path of a socket in the file system.
        case unix(path: String)

        /// The address as it is written in a configuration.
        package var description: String {
            switch self {
            case .tcp(let address): address.description
            case .unix(let path): ConfigurationSyntax.unixPrefix + path
            }
        }
    }

    /// The fields in which trusted proxies say where a request comes from.
    package enum Forwarded: String, Hashable, Sendable, CaseIterable {
        /// `X-Forwarded-For`, `X-Forwarded-Proto` and `X-Forwarded-Host`.
        case xForwarded = "x_forwarded"
        /// `Forwarded` (RFC 7239).
        case forwarded
    }

    /// The field in which trusted proxies tell the certificates of their clients.
    package enum ForwardedClientCertificate: String, Hashable, Sendable, CaseIterable {
        /// `Client-Cert` (RFC 9440).
        case clientCert = "client_cert"
        /// None.
        case off
    }

    /// Whether connections begin with a header of PROXY protocol.
    package enum ProxyProtocol: String, Hashable, Sendable, CaseIterable {
        /// All of them do.
        case required
        /// None does.
        case off
    }

    /// The address.
    package var address: Address
    /// The permissions of a unix socket.
    ///
    /// Default: 0600.
    package var mode: UInt16 = 0o600
    /// The group of a unix socket; `nil` for that of the process.
    ///
    /// Default: `nil`.
    package var group: String?
    /// Whether connections begin with a header of PROXY protocol.
    ///
    /// Default: none does.
    package var proxyProtocol = ProxyProtocol.off
    /// TLS with clients; `nil` for none.
    ///
    /// Default: `nil`.
    package var tls: ListenerTLSSettings?
    /// HTTP/2 with clients.
    package var http2 = HTTP2Settings()
    /// Whether trusted proxies tell the certificates of their clients.
    ///
    /// Default: they do not.
    package var forwardedClientCertificate = ForwardedClientCertificate.off
    /// The proxies that ask here whether their requests may pass; `nil` where requests are passed on.
    ///
    /// Default: `nil`.
    package var authorizer: AuthorizerSettings?
    /// The proxies that are believed: addresses, blocks of addresses, and `unix`.
    ///
    /// Default: none.
    package var trustedProxies: [String] = []
    /// The fields in which they say where a request comes from.
    ///
    /// Default: `X-Forwarded-For` and its like.
    package var forwarded = Forwarded.xForwarded
    /// The times that the steps of a request may take.
    package var timeouts = TimeoutSettings()
    /// The longest header of a request in bytes, from 1 024 to 1 048 576.
    ///
    /// Default: `nil`, room for the longest token and 64 KiB more.
    package var maximumHeaderBytes: Int?
    /// The longest body of a request in bytes, from 0 to 2⁴⁰; `nil` for any.
    ///
    /// Default: `nil`.
    package var maximumBodyBytes: Int64?
    /// The most connections of this listener at once, from 1 to 1 000 000; `nil` for as many as the gateway may have.
    ///
    /// Default: `nil`.
    package var maximumConnections: Int?
    /// The most connections from one address at once, from 1 to 1 000 000.
    ///
    /// Default: `nil`, half of all connections of the listener, or 16 if that is more.
    package var maximumConnectionsPerAddress: Int?

    /// The values that `maximumHeaderBytes` may have.
    static let maximumHeaderBytesRange = 1_024...1_048_576
    /// The values that `maximumBodyBytes` may have.
    static let maximumBodyBytesRange = 0...1_099_511_627_776
    /// The word for everything that connects over a unix socket.
    static let unixWord = "unix"

    /// A listener at an address, with the defaults.
    package init(_ address: Address) {
        self.address = address
    }

    /// Whether it is a socket in the file system.
    var isUnix: Bool { if case .unix = address { true } else { false } }
}
