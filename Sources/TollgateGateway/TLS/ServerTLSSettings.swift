/// The certificates and rules of TLS on a listener.
public struct ServerTLSSettings: Hashable, Sendable {
    /// A certificate with its key, and the hosts that it is shown for.
    public struct Identity: Hashable, Sendable {
        /// The certificate and behind it those of the authorities between it and the one that clients trust, each
        /// issued by the next (RFC 8446 §4.4.2), in PEM.
        public var chain: [UInt8]
        /// The key of the certificate, in PEM, without a passphrase.
        public var key: [UInt8]
        /// The hosts: names, names such as `*.example.com`, addresses, and `*` for everything; `nil` for those that the
        /// certificate names.
        public var hosts: [String]?

        /// A certificate for the hosts that it names, or for others.
        public init(chain: [UInt8], key: [UInt8], hosts: [String]? = nil) {
            self.chain = chain
            self.key = key
            self.hosts = hosts
        }
    }

    /// The versions that may be the oldest.
    public enum Version: Hashable, Sendable {
        /// TLS 1.2 (RFC 5246).
        case v1_2
        /// TLS 1.3 (RFC 8446).
        case v1_3
    }

    /// The rule for certificates of clients.
    public enum ClientCertificates: Hashable, Sendable {
        /// None is asked for.
        case off
        /// A client that shows one has to show one of these authorities, in PEM.
        case optional(authorities: [UInt8])
        /// A client has to show one of these authorities, in PEM.
        case required(authorities: [UInt8])
    }

    /// The certificates; the first one is shown to clients that ask for no host, or for one that none is for.
    public var identities: [Identity]
    /// The oldest version that is spoken.
    ///
    /// Default: TLS 1.2, with suites that authenticate what they encrypt and keep past sessions secret.
    public var minimumVersion = Version.v1_2
    /// The rule for certificates of clients.
    ///
    /// Default: off.
    public var clientCertificates = ClientCertificates.off

    /// Whether HTTP/2 is offered to clients (ALPN, RFC 7301), for listeners that speak it.
    ///
    /// Default: yes.
    public var offersHTTP2 = true

    /// The certificates, with the defaults.
    public init(_ identities: [Identity]) {
        self.identities = identities
    }
}
