internal import HTTPTypes
internal import Hummingbird

/// Registers clients (RFC 7591 §3).
struct RegistrationEndpoint: Sendable {
    let realm: Realm

    func respond(to request: Request) async throws -> Response {
        // Nothing of the body is looked at before the token is known to be good.
        let isCounted = try realm.checkInitialAccess(bearer(of: request))
        guard request.hasContentType("application/json") else { throw OAuthError.notJSON }
        let registration = try RegistrationRequest.decode(await request.limitedBody())
        guard registration.clientID == nil else { throw OAuthError.invalidMetadata("Client Identifier included") }
        let metadata = try registration.metadata(in: realm.configuration.registrableScopes)
        let client = RealmClient(metadata: metadata, issuedAt: realm.configuration.now())
        try realm.add(client, counted: isCounted)
        let uri = realm.urls.client(client.id)
        var headers = HTTPFields.noStore
        headers[.location] = uri
        return try .json(ClientInformation(client: client, uri: uri), status: .created, headers: headers)
    }

    private func bearer(of request: Request) throws(OAuthError) -> String? {
        switch AuthorizationHeader(request.headers) {
        case .absent: nil
        case .bearer(let token): token
        case .basic, .unusable: throw .bearerInvalid(realm: realm.configuration.realm)
        }
    }
}
