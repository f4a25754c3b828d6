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

    func client(_ id: String) -> RegisteredClient? { state.withLock { $0.clients[id] } }

    /// Says whether a client could be registered now with this bearer token (RFC 7591 §3).
    func checkInitialAccess(_ token: String?) throws(OAuthError) {
        guard let expected = configuration.initialAccessToken else { return }
        guard let token else { throw .bearerMissing(realm: configuration.realm) }
        guard ConstantTime.areEqual(token, expected), state.withLock({ $0.acceptsInitialAccess }) else {
            throw .bearerInvalid(realm: configuration.realm)
        }
    }

    func add(_ client: RegisteredClient) throws(OAuthError) {
        let limit = configuration.maximumClients
        let counted = configuration.initialAccessToken != nil
        try state.withLock { (state) throws(OAuthError) in
            // Asked again: another registration may have used the token up since.
            guard !counted || state.acceptsInitialAccess else {
                throw .bearerInvalid(realm: configuration.realm)
            }
            guard state.clients.count < limit else { throw .tooManyClients }
            if counted, let remaining = state.remainingRegistrations { state.remainingRegistrations = remaining - 1 }
            state.clients[client.id] = client
        }
    }

    /// The client that `token` manages (RFC 7592 §2).
    func managedClient(_ id: String, token: String) throws(OAuthError) -> RegisteredClient {
        try state.withLock { (state) throws(OAuthError) in
            try state.managedClient(id, token: token, realm: configuration.realm)
        }
    }

    /// Applies `change` to the client that `token` manages, and replaces the token where the realm rotates.
    ///
    /// Whether the token is still the current one is asked in the same breath, so of two uses of one token only one
    /// succeeds.
    func update(
        _ id: String, token: String, change: @Sendable (inout RegisteredClient) -> Void
    ) throws(OAuthError) -> RegisteredClient {
        let fresh = configuration.rotatesRegistrationTokens ? RegisteredClient.makeRegistrationToken() : nil
        return try state.withLock { (state) throws(OAuthError) in
            var client = try state.managedClient(id, token: token, realm: configuration.realm)
            change(&client)
            if let fresh { client.registrationToken = fresh }
            state.clients[id] = client
            return client
        }
    }

    func remove(_ id: String, token: String) throws(OAuthError) {
        try state.withLock { (state) throws(OAuthError) in
            _ = try state.managedClient(id, token: token, realm: configuration.realm)
            state.clients[id] = nil
        }
    }
}
