internal import TollgateCatalogue
internal import TollgateOutbound

/// The request for the first token of a new client, and the client that it has to be about.
struct FirstToken: Sendable {
    /// The request to the token endpoint, with the client's own credential.
    let request: TokenRequest
    /// The client that the token has to be about.
    let client: CheckedClient

    /// The reason why the registrar cannot obtain a client's first token.
    enum Obstacle: Error {
        /// It is no client that obtains tokens by itself.
        case notUsed
        /// It does, but not in a way that the registrar could; says why, in words for a person.
        case impossible(reason: String)
    }

    /// The request for the first token of the client of `record`.
    ///
    /// - Parameters:
    ///   - record: The client's record.
    ///   - registration: The provider's answer.
    ///   - secret: The client's secret.
    ///   - profile: The provider's metadata.
    ///   - now: The time in Unix seconds.
    /// - Throws: `Obstacle.notUsed` if the client obtains no tokens by itself; `.impossible` if the registrar cannot.
    init(
        of record: ClientRecord, _ registration: ClientRegistration, secret: Secret?, at profile: ProviderProfile,
        now: Int64
    ) throws(Obstacle) {
        let type = record.settings.clientType
        guard type.grantTypes.contains(.clientCredentials), type.tokenEndpointAuthMethod != .none else {
            throw .notUsed
        }
        let wanted = type.tokenEndpointAuthMethod.rawValue
        let granted = registration.members["token_endpoint_auth_method"]?.words ?? [wanted]
        let methods = granted.containsExactly(wanted) ? [wanted] : granted
        let method: ClientSecretMethod
        if methods.containsExactly("client_secret_basic") {
            method = .basic
        } else if methods.containsExactly("client_secret_post") {
            method = .post
        } else {
            throw .impossible(
                reason: "it authenticates with \(Redactor.clean(methods)), for which only its owner has the key")
        }
        guard let secret else { throw .impossible(reason: "its secret is not kept any more") }
        guard let endpoint = profile.tokenEndpoint else {
            throw .impossible(
                reason: profile.tokenEndpointDefect?.description ?? "no token endpoint of its provider is known")
        }
        request = TokenRequest(
            endpoint: endpoint, clientID: registration.clientID, clientSecret: secret, method: method,
            scopes: record.settings.scopes)
        client = CheckedClient(
            issuer: record.issuer, clientID: registration.clientID, scopes: record.settings.scopes,
            products: record.settings.subscriptions.filter { $0.isInForce(at: now) }.map(\.product))
    }
}
