/// The reason why an embedded issuer could not be made or changed.
package enum IssuerError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The realm's name is empty or has a character that a URL would have to escape.
    case invalidRealm(String)
    /// A configured scope is not a scope token (RFC 6749 §3.3).
    case invalidScope(String)
    /// The initial access token is empty or has a character that a bearer token cannot have; it is not repeated here.
    case invalidInitialAccessToken
    /// A configured client has no identifier or no secret, or another one has its identifier.
    case invalidClient(String)
    /// The base URL is not `http` or `https` with a host, an optional port and nothing after it.
    case invalidBaseURL(String)
    /// Tokens would be valid for less than a second or more than ten years.
    case invalidTokenLifetime(Duration)
    /// No key of the configured size could be made.
    case keyGenerationFailed

    /// The cause in words for a person.
    package var description: String {
        switch self {
        case .invalidRealm(let realm): "\"\(realm)\" cannot be a realm: use letters, digits, '-', '.', '_' and '~'"
        case .invalidScope(let scope): "\"\(scope)\" is not a scope (RFC 6749 §3.3)"
        case .invalidInitialAccessToken:
            "the initial access token cannot be sent as a bearer token: use visible ASCII without spaces (RFC 6750 §2.1)"
        case .invalidClient(let id): "the client \"\(id)\" needs an identifier of its own and a secret"
        case .invalidBaseURL(let url): "\"\(url)\" is not http or https with host and port only"
        case .invalidTokenLifetime(let lifetime): "a token lifetime of \(lifetime) is not within 1 s and ten years"
        case .keyGenerationFailed: "no RSA key of the configured size could be made"
        }
    }
}
