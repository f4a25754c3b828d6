internal import Foundation
internal import TollgateCatalogue
internal import TollgateCrypto

/// A client of the realm.
struct RealmClient: Sendable {
    let id: String
    /// The `sub` of its tokens: the account that acts where no user does.
    let subject: String
    /// Seconds since 1970.
    let issuedAt: Int64
    /// `nil` for a public client.
    private(set) var secret: String?
    var registrationToken: String
    private(set) var metadata: RealmClientMetadata
    /// The scopes that each of its tokens carries.
    let defaultScopes: [String]

    /// A client that an administrator has made, and alone manages.
    init(_ client: IssuerClient, issuedAt: Int64) {
        id = client.id
        subject = UUID().uuidString.lowercased()
        self.issuedAt = issuedAt
        secret = client.secret
        registrationToken = Self.makeRegistrationToken()
        metadata = RealmClientMetadata(
            redirectURIs: [], authMethod: .clientSecretBasic, grantTypes: [.clientCredentials], responseTypes: [],
            scopes: client.scopes, description: ClientDescription(clientName: client.id))
        defaultScopes = client.defaultScopes
    }

    /// A new client with new identifiers and secrets.
    init(metadata: RealmClientMetadata, issuedAt: Int64) {
        id = UUID().uuidString.lowercased()
        subject = UUID().uuidString.lowercased()
        self.issuedAt = issuedAt
        secret = metadata.authMethod == .none ? nil : Self.makeSecret()
        registrationToken = Self.makeRegistrationToken()
        self.metadata = metadata
        defaultScopes = []
    }

    /// Replaces all metadata (RFC 7592 §2.2).
    ///
    /// The secret stays while the client still has one.
    mutating func replaceMetadata(_ metadata: RealmClientMetadata) {
        secret = metadata.authMethod == .none ? nil : secret ?? Self.makeSecret()
        self.metadata = metadata
    }

    static func makeRegistrationToken() -> String { RandomBytes.hexadecimal(count: 32) }

    /// Hexadecimal, so that it is the same text with and without form encoding.
    private static func makeSecret() -> String { RandomBytes.hexadecimal(count: 16) }
}

extension RealmClient: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Its identifier, without the secrets.
    var description: String { "client \(id)" }
    /// Its identifier, without the secrets.
    var debugDescription: String { description }
    /// Nothing of the secrets: `dump` and reflection see no child that holds one.
    var customMirror: Mirror { Mirror(self, children: ["id": id]) }
}
