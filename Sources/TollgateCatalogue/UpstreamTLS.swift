/// TLS with the upstream of an API: whom to trust, what to show, and the name that has to be certified.
public struct UpstreamTLS: Hashable, Sendable {
    /// The authorities that are trusted, and the certificate that is shown.
    ///
    /// Default: those of the system, and none.
    public var settings = TLSSettings()
    /// The name that the upstream's certificate has to be for, and that it is asked for (SNI); `nil` for the host of
    /// its URL.
    ///
    /// Default: `nil`.
    public var serverName: String?

    /// The defaults.
    public init() {}
}
