internal import NIOSSL

/// A reason for which a connection to a listener with TLS has come to nothing.
public enum HandshakeFault: String, Error, Hashable, Sendable, CaseIterable {
    /// The client speaks HTTP without TLS; it is told so.
    case plainHTTP = "plain_http"
    /// The client speaks something else.
    case otherProtocol = "other_protocol"
    /// Its versions or suites are too old.
    case version
    /// It has shown no certificate, and one is required.
    case certificateMissing = "certificate_missing"
    /// Its certificate is of no authority that is trusted, or its time is over.
    case certificateRefused = "certificate_refused"
    /// It does not trust the listener's certificate.
    case refusedByClient = "refused_by_client"
    /// It has closed the connection.
    case closed
    /// It took too long.
    case timeout
    /// Anything else.
    case failed

    /// The fault that an error of the TLS library tells.
    init(_ error: any Error) {
        guard case .handshakeFailed(let cause)? = error as? NIOSSLError else {
            self = .failed
            return
        }
        let text = "\(cause)"
        func has(_ words: String...) -> Bool { words.contains { text.contains($0) } }
        self =
            if has("PEER_DID_NOT_RETURN_A_CERTIFICATE") {
                .certificateMissing
            } else if has("CERTIFICATE_VERIFY_FAILED") {
                .certificateRefused
            } else if has("UNSUPPORTED_PROTOCOL", "NO_SHARED_CIPHER", "NO_SHARED_GROUP", "VERSION") {
                .version
            } else if has("HTTP_REQUEST", "WRONG_VERSION_NUMBER") {
                .otherProtocol
            } else if has("_ALERT_") {
                .refusedByClient
            } else if has("eofDuring", "EOF during", "EOF") {
                .closed
            } else {
                .failed
            }
    }
}
