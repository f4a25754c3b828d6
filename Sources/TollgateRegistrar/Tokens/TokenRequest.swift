/// What is asked of a token endpoint with client credentials (RFC 6749 §4.4.2).
public struct TokenRequest: Equatable, Sendable {
    /// The token endpoint.
    public var endpoint: String
    /// The client's identifier.
    public var clientID: String
    /// The client's secret.
    public var clientSecret: Secret
    /// Where the secret goes.
    public var method: ClientSecretMethod
    /// The scopes to ask for; none leaves it to the provider.
    public var scopes: [String]
    /// Parameters beyond the RFC's, such as `audience`.
    public var parameters: [String: String]

    /// A request with these parts.
    public init(
        endpoint: String, clientID: String, clientSecret: Secret, method: ClientSecretMethod = .basic,
        scopes: [String] = [], parameters: [String: String] = [:]
    ) {
        self.endpoint = endpoint
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.method = method
        self.scopes = scopes
        self.parameters = parameters
    }
}
