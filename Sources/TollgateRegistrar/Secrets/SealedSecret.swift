/// A secret that only the holder of the sealing key can read: what a store keeps.
public struct SealedSecret: Hashable, Sendable {
    /// The whole box: format, key id, nonce, ciphertext, tag.
    public var bytes: [UInt8]

    /// A sealed secret with these bytes.
    public init(bytes: [UInt8]) {
        self.bytes = bytes
    }
}

extension SealedSecret: CustomStringConvertible {
    /// Its length, and nothing else.
    public var description: String { "<sealed, \(bytes.count) bytes>" }
}

/// The field of a record that a sealed secret belongs to; the seal binds it.
package enum SealedField: String, Hashable, Sendable {
    /// A client's secret (RFC 7591 §3.2.1).
    case clientSecret = "client_secret"
    /// The digest of the client's secret that its owner has revealed.
    case revealedSecretDigest = "revealed_secret_digest"
    /// A client's registration access token (RFC 7592 §3).
    case registrationAccessToken = "registration_access_token"
    /// The initial access to a provider.
    case initialAccess = "initial_access"
}
