/// One issuer of access tokens, and how its tokens are read.
public struct Issuer: Hashable, Sendable {
    /// Its name in the catalogue.
    public var name: String
    /// The `iss` of its tokens, compared byte for byte (RFC 9068 §4).
    public var issuer: String
    /// The audiences that its tokens must have.
    public var audiences: AcceptedAudiences
    /// The location of its public keys.
    ///
    /// Default: found by discovery.
    public var keys: KeyLocation
    /// The URL of the discovery document, if it is not where the standards put it.
    public var discoveryURL: String?
    /// The accepted values of the header's `typ`; `nil` among them accepts a token without one.
    public var tokenTypes: [String?]
    /// The claims that may hold the scopes; the first one present counts.
    ///
    /// Each is a literal name, or else a dotted path in which `\.` is a dot and `\\` a backslash of a name.
    public var scopeClaims: [String]
    /// Whether the scopes of all scope claims that are present count together.
    ///
    /// Default: no.
    public var mergesScopeClaims: Bool
    /// The claims that may hold the client's identifier, named as scope claims are; two that disagree are refused.
    public var clientIDClaims: [String]
    /// The largest accepted difference of the issuer's clock, in seconds.
    ///
    /// Default: 60.
    public var clockSkewSeconds: Int64
    /// The longest accepted `exp - iat`, in seconds; `nil` accepts any and does not ask for `iat`.
    public var maximumTokenLifetimeSeconds: Int64?
    /// The settings for fetching its keys again.
    public var refresh: KeyRefreshSettings
    /// The settings of connections to its servers.
    public var connection: ConnectionSettings

    /// An issuer with these properties; the claims and types default to those of the `generic` profile.
    public init(
        name: String, issuer: String, audiences: AcceptedAudiences, keys: KeyLocation = .discovery,
        discoveryURL: String? = nil, profile: IssuerProfile = .generic, clockSkewSeconds: Int64 = 60,
        maximumTokenLifetimeSeconds: Int64? = nil, refresh: KeyRefreshSettings = KeyRefreshSettings(),
        connection: ConnectionSettings = ConnectionSettings()
    ) {
        self.name = name
        self.issuer = issuer
        self.audiences = audiences
        self.keys = keys
        self.discoveryURL = discoveryURL
        tokenTypes = profile.tokenTypes
        scopeClaims = profile.scopeClaims
        mergesScopeClaims = false
        clientIDClaims = profile.clientIDClaims
        self.clockSkewSeconds = clockSkewSeconds
        self.maximumTokenLifetimeSeconds = maximumTokenLifetimeSeconds
        self.refresh = refresh
        self.connection = connection
    }
}
