internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import TollgateCatalogue
internal import TollgateSigning

/// Issues access tokens for client credentials (RFC 6749 §4.4).
struct TokenEndpoint: Sendable {
    let realm: Realm

    /// `address` is where the request came from, for the claims that say so.
    func respond(to request: Request, from address: String?) async throws -> Response {
        guard request.hasContentType("application/x-www-form-urlencoded") else {
            throw OAuthError.invalidRequest("The content type has to be application/x-www-form-urlencoded.")
        }
        let form = try FormParameters(await request.limitedBody())
        // The grant comes before the client, as in Keycloak.
        guard let grant = form["grant_type"] else { throw OAuthError.invalidRequest("grant_type is missing.") }
        guard grant == GrantType.clientCredentials.rawValue else { throw OAuthError.grantUnsupported }
        let client = try PresentedClient(
            headers: request.headers, form: form, realm: realm.configuration.realm
        ).authenticatedClient(in: realm)
        guard client.metadata.grantTypes.contains(.clientCredentials) else { throw OAuthError.grantNotRegistered }
        let scope = try grantedScope(asked: form["scope"], client: client)
        let resource = form["resource"]
        guard resource.map(AbsoluteURI.isWebPage) != false else { throw OAuthError.invalidTarget }
        let claims = AccessTokenClaims(
            realm: realm, client: client, scope: scope, resource: resource, clientAddress: address)
        let answer = TokenAnswer(
            accessToken: try sign(claims), expiresIn: realm.configuration.tokenLifetime.components.seconds,
            scope: scope)
        return try .json(answer, headers: .noStore)
    }

    /// Lists the scopes that were asked for, then the realm's default scopes, which Keycloak adds to every token, and
    /// the client's.
    private func grantedScope(asked: String?, client: RealmClient) throws(OAuthError) -> String {
        let defaults = realm.configuration.defaultScopes + client.defaultScopes
        var granted: [String] = []
        for scope in (asked ?? "").split(separator: " ").map(String.init) {
            guard client.metadata.scopes.contains(scope) || defaults.contains(scope) else { throw .invalidScope }
            if !granted.contains(scope) { granted.append(scope) }
        }
        for scope in defaults where !granted.contains(scope) { granted.append(scope) }
        return granted.joined(separator: " ")
    }

    private func sign(_ claims: AccessTokenClaims) throws -> String {
        let json = String(decoding: try JSONEncoder().encode(claims), as: UTF8.self)
        do {
            return try realm.signingKey.signer.sign(claimsJSON: json)
        } catch {
            throw OAuthError.serverError
        }
    }
}
