/// Where one registered client is read, changed and deleted, and with what right (RFC 7592 §1.3, §3).
public struct ClientConfigurationEndpoint: Equatable, Sendable {
    /// The client that is managed there.
    public var clientID: String
    /// `registration_client_uri` as the provider gave it, never put together from parts.
    public var url: String
    /// The client's registration access token.
    public var token: Secret
    /// What the provider wants on every request beside the token.
    public var authorization: RegistrationAuthorization

    /// An endpoint with these parts.
    public init(
        clientID: String, url: String, token: Secret, authorization: RegistrationAuthorization = .none
    ) {
        self.clientID = clientID
        self.url = url
        self.token = token
        self.authorization = authorization
    }
}
