/// A client that an administrator has made at an issuer, for client credentials.
package struct IssuerClient: Sendable {
    /// Its `client_id`.
    package var id: String
    /// Its `client_secret`.
    package var secret: String
    /// The scopes that it may ask for.
    package var scopes: [String]
    /// The scopes that each of its tokens carries, asked for or not.
    package var defaultScopes: [String]

    /// A client with these parts.
    package init(id: String, secret: String, scopes: [String] = [], defaultScopes: [String] = []) {
        self.id = id
        self.secret = secret
        self.scopes = scopes
        self.defaultScopes = defaultScopes
    }
}

extension IssuerClient: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Its identifier, without the secret.
    package var description: String { "client \(id) <redacted>" }
    /// Its identifier, without the secret.
    package var debugDescription: String { description }
    /// Nothing of the secret: `dump` and reflection see no child that holds it.
    package var customMirror: Mirror {
        Mirror(self, children: ["id": id, "scopes": scopes, "defaultScopes": defaultScopes])
    }
}
