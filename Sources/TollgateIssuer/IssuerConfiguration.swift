internal import Foundation

/// The configuration of an embedded issuer.
///
/// Every property has a default, so that `IssuerConfiguration()` is a realm `DCR` with open registration.
package struct IssuerConfiguration: Sendable {
    /// The last part of the issuer's URL.
    ///
    /// Unreserved URL characters only. Default: `DCR`.
    package var realm: String
    /// Scheme, host and port under which clients reach the issuer, as `https://login.example.com`.
    ///
    /// Default: `nil`, the address that the server listens on.
    package var baseURL: String?
    /// The scopes that a client may register for, beside the default scopes.
    ///
    /// Default: none.
    package var scopes: [String]
    /// Scopes that every token carries, as Keycloak's `profile email`.
    ///
    /// Default: none.
    package var defaultScopes: [String]
    /// The `aud` of every token.
    ///
    /// Default: none, and then tokens have no `aud`.
    package var audiences: [String]
    /// The bearer token that registration asks for (RFC 7591 §3).
    ///
    /// Visible ASCII without spaces, since it could not stand in an `Authorization` header otherwise. Default: `nil`,
    /// which lets every client register.
    package var initialAccessToken: String?
    /// The scope that lets the bearer of an access token register clients, and read, change and delete every client,
    /// as Gravitee AM's `dcr_admin`.
    ///
    /// Then registration is not open, also without an initial access token. Only `clients` can have the scope.
    /// Default: none.
    package var registrationScope: String?
    /// The clients that an administrator of the realm has made.
    ///
    /// Default: none.
    package var clients: [IssuerClient]
    /// The number of clients that can be registered with the initial access token.
    ///
    /// Default: `nil`, without limit.
    package var initialAccessTokenUses: Int?
    /// Whether each read and each update replaces the registration access token (RFC 7592 §3).
    ///
    /// Default: `true`.
    package var rotatesRegistrationTokens: Bool
    /// The lifetime of an access token, in whole seconds.
    ///
    /// Default: 5 minutes.
    package var tokenLifetime: Duration
    /// The size of the RSA keys.
    ///
    /// Default: 2048.
    package var keyBits: Int
    /// The number of signing keys that stay published after a rotation, beside the new one.
    ///
    /// Default: 2.
    package var retainedKeys: Int
    /// The time that clients may keep the published keys, in whole seconds.
    ///
    /// Default: 1 minute.
    package var keysMaxAge: Duration
    /// The most clients that the realm holds, since all of them are in memory.
    ///
    /// Default: 10 000.
    package var maximumClients: Int
    /// The clock: seconds since 1970.
    ///
    /// Default: the system's.
    package var now: @Sendable () -> Int64

    /// A configuration whose other properties have their defaults.
    ///
    /// - Parameters:
    ///   - realm: The last part of the issuer's URL.
    ///   - scopes: The scopes that a client may register for.
    ///   - initialAccessToken: The bearer token that registration asks for, or `nil` for open registration.
    package init(realm: String = "DCR", scopes: [String] = [], initialAccessToken: String? = nil) {
        self.realm = realm
        baseURL = nil
        self.scopes = scopes
        defaultScopes = []
        audiences = []
        self.initialAccessToken = initialAccessToken
        registrationScope = nil
        clients = []
        initialAccessTokenUses = nil
        rotatesRegistrationTokens = true
        tokenLifetime = .seconds(300)
        keyBits = 2048
        retainedKeys = 2
        keysMaxAge = .seconds(60)
        maximumClients = 10_000
        now = { Int64(Date().timeIntervalSince1970) }
    }

    /// The scopes that a client may ask for when it registers.
    var registrableScopes: Set<String> { Set(scopes).union(defaultScopes) }

    /// The scopes that the metadata names: also the one for registrations.
    var publishedScopes: [String] { (registrableScopes.union([registrationScope].compactMap { $0 })).sorted() }

    /// Ten years: long enough for every demo, short enough that no sum of times overflows.
    private static let longestLifetime: Int64 = 315_360_000

    func validate() throws(IssuerError) {
        guard !realm.isEmpty, realm != ".", realm != "..", realm.utf8.allSatisfy(Self.isUnreserved) else {
            throw .invalidRealm(realm)
        }
        if let initialAccessToken, !Self.isBearerToken(initialAccessToken) { throw .invalidInitialAccessToken }
        let ownScopes = [registrationScope].compactMap { $0 } + clients.flatMap { $0.scopes + $0.defaultScopes }
        for scope in scopes + defaultScopes + ownScopes where !Self.isScopeToken(scope) { throw .invalidScope(scope) }
        var names: Set<String> = []
        for client in clients where client.id.isEmpty || client.secret.isEmpty || !names.insert(client.id).inserted {
            throw .invalidClient(client.id)
        }
        guard (1...Self.longestLifetime).contains(tokenLifetime.components.seconds) else {
            throw .invalidTokenLifetime(tokenLifetime)
        }
    }

    /// Says whether a URL may hold the byte unescaped everywhere (RFC 3986 §2.3).
    ///
    /// What would have to be escaped would give `iss` two spellings.
    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }

    /// Says whether this can be sent as a bearer token: visible ASCII, at least one character.
    ///
    /// RFC 6750 §2.1 allows even less, but servers hand out more than that.
    private static func isBearerToken(_ token: String) -> Bool {
        !token.isEmpty && token.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    /// Says whether this is a scope token (RFC 6749 §3.3): printable ASCII without space, `"` and `\`.
    private static func isScopeToken(_ scope: String) -> Bool {
        !scope.isEmpty && scope.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != 0x22 && $0 != 0x5C }
    }
}
