/// The grants a client can be registered for (RFC 7591 §2).
///
/// The token endpoint serves only `clientCredentials`.
enum GrantType: String, Codable, CaseIterable, Sendable {
    case authorizationCode = "authorization_code"
    case implicit
    case refreshToken = "refresh_token"
    case password
    case clientCredentials = "client_credentials"

    /// Whether the grant sends a browser back to the client, which needs a registered URI.
    var redirects: Bool { self == .authorizationCode || self == .implicit }
}
