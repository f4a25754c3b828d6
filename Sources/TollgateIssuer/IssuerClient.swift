/// A client that an administrator has made at an issuer, for client credentials.
public struct IssuerClient: Sendable {
    /// Its `client_id`.
    public var id: String
    /// Its `client_secret`.
    public var secret: String
    /// The scopes that it may ask for.
    public var scopes: [String]
    /// The scopes that each of its tokens carries, asked for or not.
    public var defaultScopes: [String]

    /// A client with these parts.
    public init(id: String, secret: String, scopes: [String] = [], defaultScopes: [String] = []) {
        self.id = id
        self.secret = secret
        self.scopes = scopes
        self.defaultScopes = defaultScopes
    }
}

extension IssuerClient: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Its identifier, without the secret.
    public var description: String { "client \(id) <redacted>" }
    /// Its identifier, without the secret.
    public var debugDescription: String { description }
    /// Nothing of the secret: `dump` and reflection see no child that holds it.
    public var customMirror: Mirror {
        Mirror(self, children: ["id": id, "scopes": scopes, "defaultScopes": defaultScopes])
    }
}
