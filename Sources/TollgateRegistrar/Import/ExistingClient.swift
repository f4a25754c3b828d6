/// A client that a provider has already, and the right to manage it (RFC 7592 §3).
public struct ExistingClient: Equatable, Sendable {
    /// Its identifier at the provider.
    public var clientID: String
    /// `registration_client_uri`; `nil` only where the provider manages clients with what lets registrations in.
    public var registrationClientURI: String?
    /// The registration access token that is good now; `nil` as above.
    public var registrationAccessToken: Secret?
    /// The time at which that token expires, in Unix seconds; 0 for never.
    public var registrationAccessTokenExpiresAt: Int64
    /// Its secret, for its owner to reveal; `nil` if its owner has it.
    public var clientSecret: Secret?
    /// The time at which the secret expires, in Unix seconds; 0 for never.
    public var secretExpiresAt: Int64

    /// A client with these parts.
    public init(
        clientID: String, registrationClientURI: String? = nil, registrationAccessToken: Secret? = nil,
        registrationAccessTokenExpiresAt: Int64 = 0, clientSecret: Secret? = nil, secretExpiresAt: Int64 = 0
    ) {
        self.clientID = clientID
        self.registrationClientURI = registrationClientURI
        self.registrationAccessToken = registrationAccessToken
        self.registrationAccessTokenExpiresAt = registrationAccessTokenExpiresAt
        self.clientSecret = clientSecret
        self.secretExpiresAt = secretExpiresAt
    }
}
