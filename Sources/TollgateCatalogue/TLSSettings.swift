/// The authorities that Tollgate trusts when it connects over TLS, and the client certificate that it shows.
///
/// All files are PEM (RFC 7468).
public struct TLSSettings: Hashable, Sendable {
    /// The path of a file with the certificates of the authorities to trust; `nil` trusts those of the system.
    public var authorityFile: String?
    /// The path of a file with the client's certificate, followed by those that lead to its authority.
    public var clientCertificateFile: String?
    /// The path of a file with the key of the client's certificate, without passphrase.
    public var clientKeyFile: String?
    /// Whether any certificate is accepted: then anything on the way can answer in the server's place.
    ///
    /// Default: no.
    public var skipsVerification: Bool

    /// Settings with these values; without any, the authorities of the system are trusted.
    public init(
        authorityFile: String? = nil, clientCertificateFile: String? = nil, clientKeyFile: String? = nil,
        skipsVerification: Bool = false
    ) {
        self.authorityFile = authorityFile
        self.clientCertificateFile = clientCertificateFile
        self.clientKeyFile = clientKeyFile
        self.skipsVerification = skipsVerification
    }
}
