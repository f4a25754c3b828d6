internal import HTTPTypes
internal import Hummingbird
internal import TollgateCrypto

/// Lets a registration be read, replaced and deleted with its registration access token (RFC 7592 §2), or with an
/// access token of the realm's scope for registrations.
struct ClientManagementEndpoint: Sendable {
    let realm: Realm

    func read(_ request: Request, client id: String) throws -> Response {
        let right = try right(of: request)
        return try answer(realm.update(id, by: right) { _ in }, to: right)
    }

    /// RFC 7592 §2.2: what the body leaves out is deleted or gets its default; the secret stays.
    func replace(_ request: Request, client id: String) async throws -> Response {
        let right = try right(of: request)
        let current = try realm.managedClient(id, by: right)
        guard request.hasContentType("application/json") else { throw OAuthError.notJSON }
        let update = try RegistrationRequest.decode(await request.limitedBody())
        guard let clientID = update.clientID, clientID.utf8.elementsEqual(id.utf8) else {
            throw OAuthError.invalidMetadata("Client Identifier modified")
        }
        guard !update.hasServerMembers else {
            throw OAuthError.invalidMetadata("A member is there that only the server may set.")
        }
        if let secret = update.clientSecret {
            guard ConstantTime.areEqual(secret, current.secret ?? "") else {
                throw OAuthError.invalidMetadata("client_secret is not the client's secret.")
            }
        }
        let metadata = try update.metadata(in: realm.configuration.registrableScopes)
        return try answer(realm.update(id, by: right) { $0.replaceMetadata(metadata) }, to: right)
    }

    /// Ends the registration (RFC 7592 §2.3).
    ///
    /// Tokens that the client got before stay valid until they expire.
    func delete(_ request: Request, client id: String) throws -> Response {
        try realm.remove(id, by: right(of: request))
        return Response(status: .noContent, headers: .noStore)
    }

    private func answer(_ client: RealmClient, to right: ManagementRight) throws -> Response {
        let uri = right.isAdministrator ? nil : realm.urls.client(client.id)
        return try .json(ClientInformation(client: client, uri: uri), headers: .noStore)
    }

    private func right(of request: Request) throws(OAuthError) -> ManagementRight {
        switch AuthorizationHeader(request.headers) {
        case .absent: throw .bearerMissing(realm: realm.configuration.realm)
        case .bearer(let token): realm.managementRight(of: token)
        case .basic, .unusable: throw .bearerInvalid(realm: realm.configuration.realm)
        }
    }
}
