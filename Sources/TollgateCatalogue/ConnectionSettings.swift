/// The settings of connections to the servers of an issuer.
public struct ConnectionSettings: Hashable, Sendable {
    /// Whether plain `http` may be used to a machine other than this one.
    ///
    /// Default: no.
    public var allowsHTTP: Bool
    /// Whether the proxy variables of the environment count: `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`.
    ///
    /// Default: no.
    public var usesProxy: Bool
    /// The authorities that it trusts, and the certificate that it shows.
    public var tls: TLSSettings

    /// Settings with these values.
    public init(allowsHTTP: Bool = false, usesProxy: Bool = false, tls: TLSSettings = TLSSettings()) {
        self.allowsHTTP = allowsHTTP
        self.usesProxy = usesProxy
        self.tls = tls
    }
}
