/// A client whose first token is checked, and what the token has to say.
public struct CheckedClient: Hashable, Sendable {
    /// The provider's issuer identifier.
    public var issuer: String
    /// The client's identifier.
    public var clientID: String
    /// The scopes that it was granted.
    public var scopes: [String]
    /// The products, by name, that the scopes are to open.
    public var products: [String]

    /// A client with these parts.
    public init(issuer: String, clientID: String, scopes: [String], products: [String]) {
        self.issuer = issuer
        self.clientID = clientID
        self.scopes = scopes
        self.products = products
    }
}
