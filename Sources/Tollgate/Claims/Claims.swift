/// What a verified token says, as far as the gate uses it.
public struct Claims: Sendable {
    /// The issuer, `iss`.
    public var issuer: String { exactIssuer.text }
    /// `sub`, if there is one.
    public let subject: String?
    /// The client that the token was issued to, from the issuer's `client_id_claims`.
    public var clientID: String? { exactClientID?.text }
    /// `aud`: a single string counts as a list of one; `nil` where the token has none.
    public let audience: [String]?
    /// `exp`, in seconds since 1970, rounded down.
    public let expiresAt: Int64?
    /// `nbf`, in seconds since 1970, rounded up.
    public let notBefore: Int64?
    /// `iat`, in seconds since 1970, rounded up.
    public let issuedAt: Int64?
    /// The scopes, from the first of the issuer's `scope_claims` that is present.
    public var scopes: [String] { exactScopes.map(\.text) }

    /// `iss`, compared byte for byte.
    let exactIssuer: ExactString
    /// The client, compared byte for byte.
    let exactClientID: ExactString?
    /// The scopes, compared byte for byte.
    let exactScopes: [ExactString]
    /// Whether the token is bound to a key (`cnf`, RFC 7800).
    let isBoundToKey: Bool
    /// Whether something in the claims says that this is no access token.
    let isOtherKindOfToken: Bool

    /// Claims that were not read from a token: for explaining what given scopes would do.
    public init(issuer: String, clientID: String, subject: String? = nil, scopes: [String]) {
        self.init(
            issuer: ExactString(issuer), clientID: ExactString(clientID), subject: subject, audience: nil,
            expiresAt: nil, notBefore: nil, issuedAt: nil, scopes: scopes.map { ExactString($0) },
            isBoundToKey: false, isOtherKindOfToken: false)
    }

    init(
        issuer: ExactString, clientID: ExactString?, subject: String?, audience: [String]?, expiresAt: Int64?,
        notBefore: Int64?, issuedAt: Int64?, scopes: [ExactString], isBoundToKey: Bool, isOtherKindOfToken: Bool
    ) {
        exactIssuer = issuer
        exactClientID = clientID
        self.subject = subject
        self.audience = audience
        self.expiresAt = expiresAt
        self.notBefore = notBefore
        self.issuedAt = issuedAt
        exactScopes = scopes
        self.isBoundToKey = isBoundToKey
        self.isOtherKindOfToken = isOtherKindOfToken
    }
}
