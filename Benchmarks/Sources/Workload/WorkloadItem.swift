public import Tollgate

/// A token, and what the floor needs of it.
///
/// One reference, so that handing it on costs the measurements next to nothing.
public final class WorkloadItem: Sendable {
    /// The token as a text.
    public let text: String
    /// The token as the gate takes it.
    public let credential: BearerCredential
    /// What is signed.
    public let message: [UInt8]
    /// The decoded signature.
    public let signature: [UInt8]
    /// The SHA-256 of what is signed.
    public let digest: [UInt8]

    init(text: String, message: [UInt8], signature: [UInt8], digest: [UInt8]) {
        self.text = text
        credential = BearerCredential(token: text[...])
        self.message = message
        self.signature = signature
        self.digest = digest
    }
}
