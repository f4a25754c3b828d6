internal import NIOCore
internal import NIOSSL
internal import TollgateCrypto

/// One certificate of a listener, ready for connections.
///
/// Each has a context of its own: a session that was begun with one is never taken up with another.
final class ServerIdentity: Sendable {
    let hosts: CertifiedHosts
    let context: NIOSSLContext
    /// The last second of the certificate, in seconds since 1970.
    let notAfter: Int64
    /// Whether clients show certificates, or may.
    let asksForCertificate: Bool

    /// The suites of TLS 1.2 that authenticate what they encrypt and keep past sessions secret (RFC 9325 §4.2).
    ///
    /// HTTP/2 allows no others (RFC 9113 §9.2.2). Those of TLS 1.3 all do.
    private static let suites = "ECDH+AESGCM:ECDH+CHACHA20"
    /// The time that a client has to say goodbye to a connection that has come to its end.
    private static let farewell = TimeAmount.seconds(1)

    /// Reads a certificate.
    ///
    /// - Parameters:
    ///   - identity: The certificate and its key.
    ///   - place: Its place among the others, for errors.
    ///   - settings: The rules.
    /// - Throws: ``ServerTLSError``.
    init(
        _ identity: ServerTLSSettings.Identity, at place: Int, _ settings: ServerTLSSettings
    ) throws(ServerTLSError) {
        let leaf: Certificate
        do throws(PEMCheck.Problem) {
            leaf = try PEMCheck.readCertificates(identity.chain)[0]
            try PEMCheck.privateKey(identity.key, of: identity.chain)
        } catch {
            throw error == .noCertificate ? .chain(place: place) : .key(place: place)
        }
        notAfter = leaf.notAfter
        hosts = identity.hosts.map { CertifiedHosts($0) } ?? CertifiedHosts(leaf)
        guard !hosts.isEmpty else { throw .noHosts(place: place) }
        asksForCertificate = settings.clientCertificates != .off
        var authorities: [NIOSSLCertificate] = []
        switch settings.clientCertificates {
        case .off: break
        case .optional(let pem), .required(let pem):
            guard let found = try? NIOSSLCertificate.fromPEMBytes(pem), !found.isEmpty else { throw .authorities }
            authorities = found
        }
        do {
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: try NIOSSLCertificate.fromPEMBytes(identity.chain).map { .certificate($0) },
                privateKey: .privateKey(try NIOSSLPrivateKey(bytes: identity.key, format: .pem)))
            configuration.minimumTLSVersion = settings.minimumVersion == .v1_3 ? .tlsv13 : .tlsv12
            configuration.cipherSuites = Self.suites
            configuration.applicationProtocols = (settings.offersHTTP2 ? ["h2"] : []) + ["http/1.1"]
            configuration.shutdownTimeout = Self.farewell
            switch settings.clientCertificates {
            case .off: break
            case .optional: configuration.certificateVerification = .optionalVerification
            case .required: configuration.certificateVerification = .noHostnameVerification
            }
            if asksForCertificate {
                configuration.trustRoots = .certificates(authorities)
                configuration.sendCANameList = true
            }
            context = try NIOSSLContext(configuration: configuration)
        } catch {
            throw .refused(place: place)
        }
    }
}
