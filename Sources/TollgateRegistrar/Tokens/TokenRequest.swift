/// What is asked of a token endpoint with client credentials (RFC 6749 §4.4.2).
public struct TokenRequest: Equatable, Sendable {
    /// The token endpoint.
    public var endpoint: String
    /// Who asks, and for what.
    public var credentials: ClientCredentials

    /// A request with these parts.
    public init(endpoint: String, credentials: ClientCredentials) {
        self.endpoint = endpoint
        self.credentials = credentials
    }

    /// A request of a client that has a secret.
    public init(
        endpoint: String, clientID: String, clientSecret: Secret, method: ClientSecretMethod = .basic,
        scopes: [String] = [], parameters: [String: String] = [:]
    ) {
        self.init(
            endpoint: endpoint,
            credentials: ClientCredentials(
                clientID: clientID, authentication: .secret(clientSecret, method: method), scopes: scopes,
                parameters: parameters))
    }
}
