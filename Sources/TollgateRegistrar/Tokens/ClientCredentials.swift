/// What a client needs to obtain tokens for itself (RFC 6749 §4.4).
public struct ClientCredentials: Equatable, Sendable {
    /// The client's identifier.
    public var clientID: String
    /// How it proves who it is.
    public var authentication: ClientAuthentication
    /// The scopes to ask for; none leaves it to the provider.
    public var scopes: [String]
    /// Parameters beyond the RFC's, such as `audience`.
    public var parameters: [String: String]

    /// Credentials with these parts.
    public init(
        clientID: String, authentication: ClientAuthentication, scopes: [String] = [],
        parameters: [String: String] = [:]
    ) {
        self.clientID = clientID
        self.authentication = authentication
        self.scopes = scopes
        self.parameters = parameters
    }

    /// What makes them unusable, in words; `nil` if nothing does.
    var defect: String? {
        guard !clientID.isEmpty else { return "client credentials need an id" }
        switch authentication {
        case .secret(let secret, _): return secret.reveal().isEmpty ? "client credentials need a secret" : nil
        case .privateKey(let key):
            return ClientAssertion.canSign(with: key)
                ? nil : "the private key `\(Redactor.clean(key.keyID))` is not an RSA key in PEM"
        }
    }
}
