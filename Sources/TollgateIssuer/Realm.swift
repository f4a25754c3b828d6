internal import TollgateConcurrency
internal import TollgateCrypto

/// One realm: its configuration, and everything that changes, behind one lock.
///
/// Keys are made and tokens are signed outside the lock.
final class Realm: Sendable {
    /// The base URL until the real one is known, which routers in tests never do.
    private static let provisionalBaseURL = "http://localhost"

    let configuration: IssuerConfiguration
    /// The key to skip that stands beside the signing keys; `nil` if none could be made.
    let encryptionKey: PublishedKey?
    private let state: Lock<RealmState>

    /// `configuration` has been validated, except for its base URL.
    init(configuration: IssuerConfiguration, signingKey: SigningKey) throws(IssuerError) {
        let baseURL = try configuration.baseURL.map { url throws(IssuerError) in try RealmURLs.checkedBase(url) }
        self.configuration = configuration
        encryptionKey = EncryptionKey.published
        state = Lock(
            RealmState(
                baseURL: baseURL ?? Self.provisionalBaseURL, keys: KeyRing(first: signingKey),
                clients: configuration.clients.map { RealmClient($0, issuedAt: configuration.now()) },
                remainingRegistrations: configuration.initialAccessTokenUses))
    }

    var urls: RealmURLs {
        RealmURLs(baseURL: state.withLock { $0.baseURL }, realm: configuration.realm)
    }

    func setBaseURL(_ url: String) throws(IssuerError) {
        let checked = try RealmURLs.checkedBase(url)
        state.withLock { $0.baseURL = checked }
    }

    // MARK: Keys

    var signingKey: SigningKey { state.withLock { $0.keys.current } }
    var publishedKeys: [SigningKey] { state.withLock { $0.keys.published } }

    func rotate(to key: SigningKey) {
        state.withLock { $0.keys.rotate(to: key, retaining: configuration.retainedKeys) }
    }

    // MARK: Clients

    func client(_ id: String) -> RealmClient? { state.withLock { $0.clients[Array(id.utf8)] } }

    /// Says whether a client could be registered now with this bearer token (RFC 7591 §3).
    ///
    /// - Returns: Whether the registration counts among those that the initial access token is good for.
    func checkInitialAccess(_ token: String?) throws(OAuthError) -> Bool {
        if let scope = configuration.registrationScope, let token, let issued = IssuedToken(token, in: self) {
            guard issued.scopes.contains(scope) else { throw .scopeMissing(scope, realm: configuration.realm) }
            return false
        }
        guard configuration.initialAccessToken != nil || configuration.registrationScope != nil else { return false }
        guard let token else { throw .bearerMissing(realm: configuration.realm) }
        guard let expected = configuration.initialAccessToken, ConstantTime.areEqual(token, expected),
            state.withLock({ $0.acceptsInitialAccess })
        else { throw .bearerInvalid(realm: configuration.realm) }
        return true
    }

    /// `counted` says whether the initial access token let the client in.
    func add(_ client: RealmClient, counted: Bool) throws(OAuthError) {
        let limit = configuration.maximumClients
        try state.withLock { (state) throws(OAuthError) in
            // Asked again: another registration may have used the token up since.
            guard !counted || state.acceptsInitialAccess else {
                throw .bearerInvalid(realm: configuration.realm)
            }
            guard state.clients.count < limit else { throw .tooManyClients }
            if counted, let remaining = state.remainingRegistrations { state.remainingRegistrations = remaining - 1 }
            state.clients[Array(client.id.utf8)] = client
        }
    }

    /// The right with which the bearer of this token manages clients, if there is one: a client's own is told when it
    /// is used.
    func managementRight(of token: String) -> ManagementRight {
        guard let scope = configuration.registrationScope, let issued = IssuedToken(token, in: self),
            issued.scopes.contains(scope)
        else { return .registrationToken(token) }
        return .administrator
    }

    /// The client that is managed by this right (RFC 7592 §2).
    func managedClient(_ id: String, by right: ManagementRight) throws(OAuthError) -> RealmClient {
        try state.withLock { (state) throws(OAuthError) in
            try state.managedClient(id, by: right, realm: configuration.realm)
        }
    }

    /// Applies `change` to the client, and replaces its registration access token where the realm rotates and the
    /// bearer has used it.
    ///
    /// Whether the token is still the current one is asked in the same breath, so of two uses of one token only one
    /// succeeds.
    func update(
        _ id: String, by right: ManagementRight, change: @Sendable (inout RealmClient) -> Void
    ) throws(OAuthError) -> RealmClient {
        let rotates = configuration.rotatesRegistrationTokens && !right.isAdministrator
        let fresh = rotates ? RealmClient.makeRegistrationToken() : nil
        return try state.withLock { (state) throws(OAuthError) in
            var client = try state.managedClient(id, by: right, realm: configuration.realm)
            change(&client)
            if let fresh { client.registrationToken = fresh }
            state.clients[Array(id.utf8)] = client
            return client
        }
    }

    func remove(_ id: String, by right: ManagementRight) throws(OAuthError) {
        try state.withLock { (state) throws(OAuthError) in
            _ = try state.managedClient(id, by: right, realm: configuration.realm)
            state.clients[Array(id.utf8)] = nil
        }
    }
}
