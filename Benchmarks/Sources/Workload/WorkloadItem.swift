public import Tollgate

/// A token, and what the floor needs of it.
public struct WorkloadItem: Sendable {
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
}
