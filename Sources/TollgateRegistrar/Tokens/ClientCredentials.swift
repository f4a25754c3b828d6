/// The means with which a client obtains tokens for itself (RFC 6749 §4.4).
public struct ClientCredentials: Equatable, Sendable {
    /// The client's identifier.
    public var clientID: String
    /// The way in which it authenticates.
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

    /// The defect that makes them unusable, in words; `nil` if there is none.
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

/// The way in which a client authenticates at a token endpoint.
public enum ClientAuthentication: Equatable, Sendable {
    /// With its secret (RFC 6749 §2.3.1).
    case secret(Secret, method: ClientSecretMethod)
    /// With an assertion that it signs, `private_key_jwt` (RFC 7523 §2.2).
    case privateKey(AssertionKey)
}

/// The place of a client's secret in a request to the token endpoint (RFC 6749 §2.3.1).
public enum ClientSecretMethod: String, CaseIterable, Hashable, Sendable {
    /// In the `Authorization` header. Every authorization server must support it.
    case basic
    /// In the form.
    case post
}

/// A private key with which a client signs assertions about itself (RFC 7523).
public struct AssertionKey: Equatable, Sendable {
    /// The name under which the authorization server knows the public key: the `kid` of each assertion.
    public var keyID: String
    /// An RSA private key as PEM.
    public var privateKeyPEM: Secret

    /// A key with these parts.
    public init(keyID: String, privateKeyPEM: Secret) {
        self.keyID = keyID
        self.privateKeyPEM = privateKeyPEM
    }
}
