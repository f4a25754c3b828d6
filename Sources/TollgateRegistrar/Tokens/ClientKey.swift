/// A private key with which a client signs assertions about itself (RFC 7523).
public struct ClientKey: Equatable, Sendable {
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
