internal import HTTPTypes
internal import TollgateCatalogue
internal import TollgateCrypto

/// The client that a token request says it comes from (RFC 6749 §2.3).
struct PresentedClient: Sendable {
    let clientID: String
    let secret: String?
    let method: TokenEndpointAuthMethod
    /// The challenge of a refusal: the scheme that was tried, if any was (RFC 6749 §5.2).
    private let challenge: String?

    /// - Throws: `invalid_request` for two methods at once, `invalid_client` for none that can be used.
    init(headers: HTTPFields, form: FormParameters, realm: String) throws(OAuthError) {
        let challenge = #"Basic realm="\#(realm)""#
        switch AuthorizationHeader(headers) {
        case .absent:
            guard let id = form["client_id"] else { throw .invalidClient(challenge: nil) }
            clientID = id
            secret = form["client_secret"]
            method = secret == nil ? .none : .clientSecretPost
            self.challenge = nil
        case .basic(let id, let secret):
            guard form["client_secret"] == nil, form["client_id"] == nil || form["client_id"] == id else {
                throw .invalidRequest("The client authenticates in two ways at once.")
            }
            clientID = id
            self.secret = secret
            method = .clientSecretBasic
            self.challenge = challenge
        case .bearer, .unusable:
            throw .invalidClient(challenge: challenge)
        }
    }

    /// The client, if the request is its own and uses the method it was registered with.
    func authenticatedClient(in realm: Realm) throws(OAuthError) -> RealmClient {
        guard let client = realm.client(clientID) else { throw .invalidClient(challenge: challenge) }
        let isSecretRight = ConstantTime.areEqual(secret ?? "", client.secret ?? "")
        guard isSecretRight, client.metadata.authMethod == method else { throw .invalidClient(challenge: challenge) }
        return client
    }
}
