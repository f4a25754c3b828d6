internal import TollgateCrypto
internal import TollgateEncoding

/// The certificate whose key the client of a request has, for tokens that are bound to one (RFC 8705 §3).
///
/// Whoever makes it vouches that the client has proved to hold the key: in the handshake of TLS, or to a proxy that is
/// trusted and drops such a claim from everybody else.
public final class ClientCertificate: Sendable {
    /// The SHA-256 digest of the certificate in base64url, without padding: `x5t#S256` (RFC 8705 §3.1).
    public let thumbprint: String
    /// The thumbprint, for comparing.
    let bytes: [UInt8]

    /// A certificate.
    ///
    /// - Parameter bytes: Its bytes (DER).
    public convenience init(_ bytes: [UInt8]) {
        self.init(digest: SHA256.digest(of: bytes.span))
    }

    /// The certificate with a SHA-256 digest.
    package init(digest: [UInt8]) {
        thumbprint = Base64URL.encode(digest)
        bytes = Array(thumbprint.utf8)
    }
}
