/// A credential that a provider has put in force and that no store holds: losing it locks the application out.
public struct UnstoredCredential: Hashable, Sendable, CustomStringConvertible {
    /// The credential that is good now.
    public var credential: IssuedCredential
    /// The registration access token that is good now; `nil` if the stored one still is.
    public var registrationAccessToken: Secret?
    /// The address to which that token is sent; `nil` if the stored one is still right.
    public var registrationClientURI: String?
    /// The reason why it was not stored.
    public var reason: String

    /// A credential with these parts.
    package init(
        credential: IssuedCredential, registrationAccessToken: Secret?, registrationClientURI: String?, reason: String
    ) {
        self.credential = credential
        self.registrationAccessToken = registrationAccessToken
        self.registrationClientURI = registrationClientURI
        self.reason = reason
    }

    /// The event, in words for a person, without the secrets.
    public var description: String {
        "the provider changed the client `\(Redactor.clean(credential.clientID))`, but its answer could not be stored:"
            + " \(reason). This error holds the only copy of the secrets that work now; keep them before anything else"
    }

    /// Hashes the identifiers and the reason; the secrets stay out of it.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(credential.recordID)
        hasher.combine(credential.clientID)
        hasher.combine(reason)
    }
}
