/// A way of authenticating at the token endpoint (RFC 7591 §2, `token_endpoint_auth_method`).
///
/// The raw value is the word of the registration.
public enum TokenEndpointAuthMethod: String, CaseIterable, Codable, Hashable, Sendable {
    /// The secret in an `Authorization: Basic` header (RFC 6749 §2.3.1).
    case clientSecretBasic = "client_secret_basic"
    /// The secret in the form (RFC 6749 §2.3.1).
    case clientSecretPost = "client_secret_post"
    /// An assertion signed with the client's private key (RFC 7523).
    case privateKeyJWT = "private_key_jwt"
    /// Nothing: a public client.
    case none

    /// Whether a client with this method cannot work without a secret.
    public var needsSecret: Bool {
        self == .clientSecretBasic || self == .clientSecretPost
    }
}
