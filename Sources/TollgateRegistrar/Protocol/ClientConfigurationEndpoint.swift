/// The place where one registered client is read, changed and deleted, and the right to do so (RFC 7592 §1.3, §3).
///
/// Providers that have no registration access tokens take what the registration itself was let in with.
package struct ClientConfigurationEndpoint: Equatable, Sendable {
    /// The client that is managed there.
    package var clientID: String
    /// `registration_client_uri` as the provider gave it; put together only where a driver says how.
    package var url: String
    /// The client's registration access token, where the provider issues them.
    package var token: Secret?
    /// The authorization that the provider wants on every request beside the token, or instead of it.
    package var authorization: RegistrationAuthorization
    /// Whether the provider has not said that the client is managed there: then only a deletion that succeeds says
    /// anything about the client.
    package var isAssumed = false

    /// An endpoint with these parts.
    package init(
        clientID: String, url: String, token: Secret?, authorization: RegistrationAuthorization = .none
    ) {
        self.clientID = clientID
        self.url = url
        self.token = token
        self.authorization = authorization
    }

    /// The endpoint of a client at a provider that manages clients with what lets registrations in.
    ///
    /// - Parameters:
    ///   - clientID: The client's identifier, which becomes one segment of the path.
    ///   - registrationEndpoint: The registration endpoint.
    ///   - authorization: The authorization of registrations.
    package init(clientID: String, registrationEndpoint: String, authorization: RegistrationAuthorization) {
        self.init(
            clientID: clientID, url: registrationEndpoint + "/" + PathSegment.encode(clientID), token: nil,
            authorization: authorization)
    }

    /// The fields that let a request in.
    var headers: [(name: String, value: String)] {
        guard let token else { return authorization.headers }
        return authorization.companionHeaders + [(name: "Authorization", value: "Bearer " + token.reveal())]
    }

    /// Every secret that such a request carries.
    var secrets: [Secret] {
        [token].compactMap(\.self) + authorization.secrets
    }
}
