/// A request to a token endpoint with client credentials (RFC 6749 §4.4.2).
package struct TokenRequest: Equatable, Sendable {
    /// The token endpoint.
    package var endpoint: String
    /// The client that asks, and its scopes.
    package var credentials: ClientCredentials

    /// A request with these parts.
    package init(endpoint: String, credentials: ClientCredentials) {
        self.endpoint = endpoint
        self.credentials = credentials
    }

    /// A request of a client that has a secret.
    package init(
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
