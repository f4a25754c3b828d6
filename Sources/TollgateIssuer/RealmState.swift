internal import TollgateCrypto

/// The part of a realm that changes while it runs.
struct RealmState: Sendable {
    var baseURL: String
    var keys: KeyRing
    /// By the bytes of their identifiers: two that Swift calls canonically equivalent are two.
    var clients: [[UInt8]: RealmClient]
    /// The number of clients that the initial access token is still good for; `nil` is without limit.
    var remainingRegistrations: Int?

    init(baseURL: String, keys: KeyRing, clients: [RealmClient], remainingRegistrations: Int?) {
        self.baseURL = baseURL
        self.keys = keys
        self.clients = Dictionary(clients.map { (Array($0.id.utf8), $0) }) { first, _ in first }
        self.remainingRegistrations = remainingRegistrations
    }

    var acceptsInitialAccess: Bool { remainingRegistrations.map { $0 > 0 } ?? true }

    /// - Throws: The same error for a wrong token and for an unknown client (RFC 7592 §2), so that only an
    ///   administrator learns which clients exist.
    func managedClient(_ id: String, by right: ManagementRight, realm: String) throws(OAuthError) -> RealmClient {
        switch right {
        case .registrationToken(let token):
            guard let client = clients[Array(id.utf8)], ConstantTime.areEqual(token, client.registrationToken) else {
                throw .bearerInvalid(realm: realm)
            }
            return client
        case .administrator:
            guard let client = clients[Array(id.utf8)] else { throw .clientUnknown }
            return client
        }
    }
}
