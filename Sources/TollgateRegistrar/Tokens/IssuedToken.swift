/// A token endpoint's answer (RFC 6749 §5.1).
public struct IssuedToken: Equatable, Sendable {
    /// The access token.
    public var accessToken: Secret
    /// How many seconds it is valid from now on, if the provider says so.
    public var expiresIn: Int64?
    /// The scopes it carries; `nil` if the provider does not say, which means those that were asked for.
    public var scopes: [String]?

    /// A token with these parts.
    public init(accessToken: Secret, expiresIn: Int64? = nil, scopes: [String]? = nil) {
        self.accessToken = accessToken
        self.expiresIn = expiresIn
        self.scopes = scopes
    }
}
