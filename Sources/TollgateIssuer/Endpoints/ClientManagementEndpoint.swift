internal import HTTPTypes
internal import Hummingbird
internal import TollgateCrypto

/// Lets a registration be read, replaced and deleted with its registration access token (RFC 7592 §2).
struct ClientManagementEndpoint: Sendable {
    let realm: Realm

    func read(_ request: Request, client id: String) throws -> Response {
        try answer(realm.update(id, token: bearer(of: request)) { _ in })
    }

    /// RFC 7592 §2.2: what the body leaves out is deleted or gets its default; the secret stays.
    func replace(_ request: Request, client id: String) async throws -> Response {
        let token = try bearer(of: request)
        let current = try realm.managedClient(id, token: token)
        guard request.hasContentType("application/json") else { throw OAuthError.notJSON }
        let update = try RegistrationRequest.decode(await request.limitedBody())
        guard update.clientID == id else { throw OAuthError.invalidMetadata("Client Identifier modified") }
        guard !update.hasServerMembers else {
            throw OAuthError.invalidMetadata("A member is there that only the server may set.")
        }
        if let secret = update.clientSecret {
            guard ConstantTime.areEqual(secret, current.secret ?? "") else {
                throw OAuthError.invalidMetadata("client_secret is not the client's secret.")
            }
        }
        let metadata = try update.metadata(in: realm.configuration.registrableScopes)
        return try answer(realm.update(id, token: token) { $0.replaceMetadata(metadata) })
    }

    /// Ends the registration (RFC 7592 §2.3).
    ///
    /// Tokens that the client got before stay valid until they expire.
    func delete(_ request: Request, client id: String) throws -> Response {
        try realm.remove(id, token: bearer(of: request))
        return Response(status: .noContent, headers: .noStore)
    }

    private func answer(_ client: RegisteredClient) throws -> Response {
        try .json(
            ClientInformation(client: client, uri: realm.urls.client(client.id)),
            headers: .noStore)
    }

    private func bearer(of request: Request) throws(OAuthError) -> String {
        switch AuthorizationHeader(request.headers) {
        case .absent: throw .bearerMissing(realm: realm.configuration.realm)
        case .bearer(let token): token
        case .basic, .unusable: throw .bearerInvalid(realm: realm.configuration.realm)
        }
    }
}
