/// A credential that a provider has put in force and that no store holds: losing it locks the application out.
public struct UnkeptCredential: Hashable, Sendable, CustomStringConvertible {
    /// The credential that is good now.
    public var credential: Credential
    /// The registration access token that is good now; `nil` if the stored one still is.
    public var registrationAccessToken: Secret?
    /// Where that token goes; `nil` if the stored address is still right.
    public var registrationClientURI: String?
    /// Why it was not stored.
    public var reason: String

    /// An unkept credential with these parts.
    public init(
        credential: Credential, registrationAccessToken: Secret?, registrationClientURI: String?, reason: String
    ) {
        self.credential = credential
        self.registrationAccessToken = registrationAccessToken
        self.registrationClientURI = registrationClientURI
        self.reason = reason
    }

    /// What happened, in words for a person, without the secrets.
    public var description: String {
        "the provider changed the client `\(Redactor.clean(credential.clientID))`, but its answer could not be stored:"
            + " \(reason). This error holds the only copy of the secrets that work now; keep them before anything else"
    }

    /// Equal credentials have equal identifiers; the secrets stay out of it.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(credential.recordID)
        hasher.combine(credential.clientID)
        hasher.combine(reason)
    }
}
