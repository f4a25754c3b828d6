package import Hummingbird
package import TollgateCrypto

/// An OpenID provider with Dynamic Client Registration, for demos and tests.
///
/// It has the paths, answers and token claims of a Keycloak realm. It issues access tokens for client credentials
/// (RFC 6749 §4.4), registers clients (RFC 7591) and lets them be managed (RFC 7592). Clients that want other grants
/// can be registered, but the issuer has no users that could log in. The `resource` for which a client asks for a token
/// becomes one of its audiences (RFC 8707), which Keycloak does not do. Everything is in memory and ends with the
/// process. It is no identity provider for production.
///
/// An issuer may be used from any number of threads.
package final class EmbeddedIssuer: Sendable {
    let realm: Realm

    /// An issuer with a new signing key, which takes between 50 ms and 1 s to make.
    ///
    /// The first issuer of a process takes as long again for the encryption key that all of them publish.
    ///
    /// - Parameters:
    ///   - configuration: The settings of the issuer.
    ///   - signingKey: The first signing key, if it exists already.
    /// - Throws: ``IssuerError/invalidRealm(_:)``, ``IssuerError/invalidInitialAccessToken``,
    ///   ``IssuerError/invalidScope(_:)``, ``IssuerError/invalidClient(_:)``, ``IssuerError/invalidTokenLifetime(_:)``
    ///   or ``IssuerError/invalidBaseURL(_:)`` for the configuration; ``IssuerError/keyGenerationFailed``.
    package init(configuration: IssuerConfiguration, signingKey: RSAKeyPair? = nil) throws(IssuerError) {
        try configuration.validate()
        let key =
            if let signingKey { SigningKey(signingKey) } else { try SigningKey.generate(bits: configuration.keyBits) }
        realm = try Realm(configuration: configuration, signingKey: key)
    }

    /// The configuration that it was made with.
    package var configuration: IssuerConfiguration { realm.configuration }
    /// The issuer identifier, the `iss` of every token from now on: `http://HOST:PORT/realms/REALM`.
    package var issuer: String { realm.urls.issuer }
    /// The URL of the metadata for OpenID Connect Discovery.
    package var discoveryURL: String { realm.urls.issuer + "/.well-known/openid-configuration" }
    /// The URL of the public keys (RFC 7517 §5).
    package var keysURL: String { realm.urls.keys }
    /// The token endpoint.
    package var tokenEndpoint: String { realm.urls.token }
    /// The registration endpoint.
    package var registrationEndpoint: String { realm.urls.registration }

    /// Tells the issuer where clients reach it, once that is known.
    ///
    /// Until then it calls itself `http://localhost`. `makeApplication` does this on its own.
    ///
    /// - Parameter baseURL: Scheme, host and port, as `http://127.0.0.1:9999`.
    /// - Throws: ``IssuerError/invalidBaseURL(_:)`` where it has anything else than scheme, host and port.
    package func setBaseURL(_ baseURL: String) throws(IssuerError) {
        try realm.setBaseURL(baseURL)
    }

    /// Makes a new signing key, which takes between 50 ms and 1 s, and signs with it from now on.
    ///
    /// The keys before it stay published as far as the configuration's `retainedKeys` goes, so that the tokens they
    /// signed can still be verified.
    ///
    /// - Returns: The new key's `kid`.
    /// - Throws: ``IssuerError/keyGenerationFailed`` where no key of the configured size can be made.
    @discardableResult
    package func rotateKeys() throws(IssuerError) -> String {
        let key = try SigningKey.generate(bits: configuration.keyBits)
        realm.rotate(to: key)
        return key.id
    }

    /// Adds the issuer's routes to a router that may have others.
    ///
    /// The claims `clientHost` and `clientAddress` need a context that conforms to `RemoteAddressRequestContext`.
    package func addRoutes<Context: RequestContext>(to router: Router<Context>) {
        let discovery = DiscoveryEndpoint(realm: realm)
        let token = TokenEndpoint(realm: realm)
        let registration = RegistrationEndpoint(realm: realm)
        let management = ClientManagementEndpoint(realm: realm)
        let keys = KeysEndpoint(realm: realm)
        let known = RealmMiddleware<Context>(realm: realm.configuration.realm)

        router.group("/.well-known/oauth-authorization-server/realms/{realm}").add(middleware: known)
            .get { _, _ in try discovery.respond() }
        router.group("/realms/{realm}").add(middleware: known)
            .get(".well-known/openid-configuration") { _, _ in try discovery.respond() }
            .get("protocol/openid-connect/certs") { _, _ in try keys.respond() }
            .get("protocol/openid-connect/auth") { _, _ -> Response in throw OAuthError.nobodyCanLogIn }
            .post("protocol/openid-connect/token") { request, context in
                let address = (context as? any RemoteAddressRequestContext)?.remoteAddress?.ipAddress
                return try await token.respond(to: request, from: address)
            }
            .post("clients-registrations/openid-connect") { request, _ in try await registration.respond(to: request) }
            .get("clients-registrations/openid-connect/{client}") { request, context in
                try management.read(request, client: context.parameters.require("client"))
            }
            .put("clients-registrations/openid-connect/{client}") { request, context in
                try await management.replace(request, client: context.parameters.require("client"))
            }
            .delete("clients-registrations/openid-connect/{client}") { request, context in
                try management.delete(request, client: context.parameters.require("client"))
            }
    }

    /// Makes a router with the issuer's routes and no others.
    package func router() -> Router<IssuerRequestContext> {
        let router = Router(context: IssuerRequestContext.self)
        addRoutes(to: router)
        return router
    }
}
