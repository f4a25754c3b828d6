/// Which field of a record a sealed secret belongs to; part of what the seal binds.
public enum SealedField: String, Hashable, Sendable {
    /// A client's secret (RFC 7591 §3.2.1).
    case clientSecret = "client_secret"
    /// The digest of the client's secret that its owner has revealed.
    case revealedSecretDigest = "revealed_secret_digest"
    /// A client's registration access token (RFC 7592 §3).
    case registrationAccessToken = "registration_access_token"
    /// What a provider demands of whoever registers clients.
    case initialAccess = "initial_access"
}
