internal import TollgateCatalogue
internal import TollgateHTTP

/// How the first token of a new client is asked for, and what it has to say.
struct FirstToken: Sendable {
    /// What is asked of the token endpoint, with the client's own credential.
    let request: TokenRequest
    /// What the token has to say.
    let client: CheckedClient

    /// Why a client's first token cannot be obtained by the registrar.
    enum Obstacle: Error {
        /// It is no client that obtains tokens by itself.
        case notUsed
        /// It does, but not in a way that the registrar could; says why, in words for a person.
        case impossible(reason: String)
    }

    /// The first token of the client of `record`.
    ///
    /// - Parameters:
    ///   - record: The client's record.
    ///   - registration: What the provider answered.
    ///   - secret: The client's secret.
    ///   - profile: What the provider says about itself.
    ///   - now: The time in Unix seconds.
    /// - Throws: Why there is nothing to check.
    init(
        of record: ClientRecord, _ registration: ClientRegistration, secret: Secret?, at profile: ProviderProfile,
        now: Int64
    ) throws(Obstacle) {
        let type = record.grant.clientType
        guard type.grantTypes.contains("client_credentials"), type.tokenEndpointAuthMethod != .none else {
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
            scopes: record.grant.scopes)
        client = CheckedClient(
            issuer: record.issuer, clientID: registration.clientID, scopes: record.grant.scopes,
            products: record.grant.subscriptions.filter { $0.isInForce(at: now) }.map(\.product))
    }
}
