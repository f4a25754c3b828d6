internal import NIOSSL

/// The reason for which there is no TLS with an upstream.
enum TLSFailure: Error {
    /// The certificate is of no authority that is trusted, or its time is over.
    case untrusted
    /// The certificate is for another name or address.
    case otherName
    /// The upstream does not speak HTTP/2.
    case otherProtocol
    /// The authorities, the certificate or the key for the upstream cannot be read.
    case files
    /// The upstream asks for a certificate, or does not accept the one that it was shown.
    case refused
    /// The upstream speaks no TLS that is accepted.
    case failed

    /// The failure that an error of the TLS library tells.
    init(_ error: any Error) {
        self =
            if case NIOSSLExtraError.failedToValidateHostname? = error as? NIOSSLExtraError {
                .otherName
            } else if case .handshakeFailed(let cause)? = error as? NIOSSLError,
                "\(cause)".contains("CERTIFICATE_VERIFY_FAILED")
            {
                .untrusted
            } else if "\(error)".contains("_ALERT_") {
                .refused
            } else {
                .failed
            }
    }

    /// One sentence for people.
    var words: String {
        switch self {
        case .untrusted: "the upstream's certificate is not trusted"
        case .otherName: "the upstream's certificate is for another name"
        case .otherProtocol: "the upstream does not agree to speak HTTP/2"
        case .files: "the certificates for the upstream cannot be read"
        case .refused: "the upstream does not accept the certificate that it was shown, or wants one"
        case .failed: "the upstream speaks no TLS that is accepted (1.2 or later)"
        }
    }
}
