/// A credential with which an application obtains tokens.
public struct IssuedCredential: Equatable, Sendable {
    /// The registrar's record.
    public var recordID: String
    /// The provider's issuer identifier.
    public var issuer: String
    /// The client's identifier.
    public var clientID: String
    /// The client's secret, if it has one.
    public var clientSecret: Secret?
    /// The time at which the secret expires, in Unix seconds; 0 for never.
    public var secretExpiresAt: Int64
    /// The scopes it was registered with: those to ask for at the token endpoint.
    public var scopes: [String]
    /// The state of the client.
    public var state: ClientState
    /// The warnings of the operation that gave this credential, for an operator.
    public var warnings: [RegistrationWarning]

    /// A credential with these parts.
    package init(
        recordID: String, issuer: String, clientID: String, clientSecret: Secret?, secretExpiresAt: Int64,
        scopes: [String], state: ClientState, warnings: [RegistrationWarning]
    ) {
        self.recordID = recordID
        self.issuer = issuer
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.secretExpiresAt = secretExpiresAt
        self.scopes = scopes
        self.state = state
        self.warnings = warnings
    }
}
