/// A response type that a client is registered for (RFC 7591 §2, `response_types`).
///
/// The raw value is the word of the registration. Those of several words are hybrid flows (OAuth 2.0 Multiple Response
/// Type Encoding Practices §5).
public enum ResponseType: String, CaseIterable, Codable, Hashable, Sendable {
    /// An authorization code (RFC 6749 §4.1.1).
    case code
    /// An access token (RFC 6749 §4.2.1).
    case token
    /// An ID token (OpenID Connect Core 1.0 §3.2).
    case idToken = "id_token"
    /// An ID token and an access token (OpenID Connect Core 1.0 §3.2).
    case idTokenToken = "id_token token"
    /// An authorization code and an ID token (OpenID Connect Core 1.0 §3.3).
    case codeIDToken = "code id_token"
    /// An authorization code and an access token (OpenID Connect Core 1.0 §3.3).
    case codeToken = "code token"
    /// An authorization code, an ID token and an access token (OpenID Connect Core 1.0 §3.3).
    case codeIDTokenToken = "code id_token token"
    /// Nothing (OAuth 2.0 Multiple Response Type Encoding Practices §4).
    case none

    /// The grant types without which the response type is of no use (RFC 7591 §2.1).
    public var grantTypes: [GrantType] {
        switch self {
        case .code: [.authorizationCode]
        case .token, .idToken, .idTokenToken: [.implicit]
        case .codeIDToken, .codeToken, .codeIDTokenToken: [.authorizationCode, .implicit]
        case .none: []
        }
    }
}
