/// A provider's answer about a client in the form in which it is kept: secrets sealed.
public struct ClientRegistration: Hashable, Sendable {
    /// The client's identifier.
    public var clientID: String
    /// The sealed secret; `nil` in an update that brought no new one.
    public var clientSecret: SealedSecret?
    /// The sealed digest of the client's secret if its owner has revealed it; `nil` as long as the secret is kept.
    ///
    /// It tells a secret that the provider repeats from a new one. It is sealed since a provider's secrets may be weak
    /// enough to be guessed from a digest.
    public var revealedSecretDigest: SealedSecret?
    /// The time at which the secret expires, in Unix seconds; 0 for never.
    public var secretExpiresAt: Int64
    /// The sealed registration access token; `nil` in an update that brought no new one.
    public var registrationAccessToken: SealedSecret?
    /// The time at which the registration access token expires, in Unix seconds; 0 for never, or where the provider
    /// does not say.
    public var registrationAccessTokenExpiresAt: Int64
    /// `registration_client_uri` as the provider gave it; `nil` in an update that brought none.
    public var registrationClientURI: String?
    /// Every other member of the last answer, known or not.
    public var members: [String: JSONValue]

    /// A registration with these parts.
    public init(
        clientID: String, clientSecret: SealedSecret?, revealedSecretDigest: SealedSecret? = nil,
        secretExpiresAt: Int64, registrationAccessToken: SealedSecret?, registrationAccessTokenExpiresAt: Int64 = 0,
        registrationClientURI: String?, members: [String: JSONValue]
    ) {
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.revealedSecretDigest = revealedSecretDigest
        self.secretExpiresAt = secretExpiresAt
        self.registrationAccessToken = registrationAccessToken
        self.registrationAccessTokenExpiresAt = registrationAccessTokenExpiresAt
        self.registrationClientURI = registrationClientURI
        self.members = members
    }

    /// Returns the registration of a client of which only the identifier is known, or can be kept.
    static func unmanaged(clientID: String) -> ClientRegistration {
        ClientRegistration(
            clientID: clientID, clientSecret: nil, secretExpiresAt: 0, registrationAccessToken: nil,
            registrationClientURI: nil, members: [:])
    }

    /// Returns this registration after a later answer, whose members replace the old ones (RFC 7592 §3); the rest
    /// stays.
    func replaced(by later: ClientRegistration) -> ClientRegistration {
        var result = later
        if later.clientSecret == nil {
            result.clientSecret = clientSecret
            result.revealedSecretDigest = revealedSecretDigest
        }
        if later.registrationAccessToken == nil {
            result.registrationAccessToken = registrationAccessToken
            result.registrationAccessTokenExpiresAt = registrationAccessTokenExpiresAt
        }
        result.registrationClientURI = later.registrationClientURI ?? registrationClientURI
        return result
    }

    /// Whether the registration has all that is needed to change or delete the client (RFC 7592 §3).
    ///
    /// A registration access token comes with each `registration_client_uri`, or is not needed.
    var isManaged: Bool { registrationClientURI != nil }

    /// Says whether the provider does not accept the secret any more.
    func hasExpiredSecret(at now: Int64) -> Bool { secretExpiresAt != 0 && secretExpiresAt <= now }

    /// This registration without anything that could be used.
    var erased: ClientRegistration {
        var result = self
        result.clientSecret = nil
        result.revealedSecretDigest = nil
        result.registrationAccessToken = nil
        return result
    }
}
