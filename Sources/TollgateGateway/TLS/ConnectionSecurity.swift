/// The things that TLS has brought to light about a connection.
final class ConnectionSecurity: Sendable {
    /// The hosts that may be asked on it.
    let hosts: CertifiedHosts
    /// The certificate that the client has shown, if it has shown one.
    let certificate: PeerCertificate?

    init(_ hosts: CertifiedHosts, _ certificate: PeerCertificate?) {
        self.hosts = hosts
        self.certificate = certificate
    }
}
