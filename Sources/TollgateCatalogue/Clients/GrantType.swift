/// A grant type that a client is registered for (RFC 7591 §2, `grant_types`).
///
/// The raw value is the word of the registration.
public enum GrantType: String, CaseIterable, Codable, Hashable, Sendable {
    /// An authorization code (RFC 6749 §4.1).
    case authorizationCode = "authorization_code"
    /// The client's own credentials (RFC 6749 §4.4).
    case clientCredentials = "client_credentials"
    /// A token in the redirect URI (RFC 6749 §4.2), which puts tokens into URLs (RFC 9700 §2.1.2).
    case implicit
    /// A user's password (RFC 6749 §4.3), which shows it to the client (RFC 9700 §2.4).
    case password
    /// A refresh token (RFC 6749 §6).
    case refreshToken = "refresh_token"

    /// Whether the grant sends a user back through the client's redirect URI, which then has to be registered
    /// (RFC 7591 §2).
    public var usesRedirectURI: Bool { self == .authorizationCode || self == .implicit }

    /// The response types that belong to the grant (RFC 7591 §2.1); none for one without an authorization request.
    public var responseTypes: [ResponseType] {
        switch self {
        case .authorizationCode: [.code]
        case .implicit: [.token, .idToken]
        case .clientCredentials, .password, .refreshToken: []
        }
    }
}
