package import TollgateCatalogue

/// The metadata that a client is to be registered with (RFC 7591 §2).
package struct ClientMetadata: Hashable, Sendable {
    /// The members that a provider sets and a client must not send in an update (RFC 7592 §2.2).
    static let forbiddenInUpdate: Set<String> = [
        "registration_access_token", "registration_client_uri", "client_secret_expires_at", "client_id_issued_at",
        // No RFC's, but of the same kind: how long the registration access token of the last answer is good.
        "registration_access_token_expires_in",
    ]

    /// `client_name`: the name that people read.
    package var clientName: String
    /// `redirect_uris`; left out where there are none.
    package var redirectURIs: [String]
    /// `grant_types`, always sent: the RFC's default is `authorization_code`.
    package var grantTypes: [GrantType]
    /// `response_types`, always sent, also empty: the RFC's default is `code`.
    package var responseTypes: [ResponseType]
    /// `token_endpoint_auth_method`, always sent: the RFC's default is `client_secret_basic`.
    package var tokenEndpointAuthMethod: TokenEndpointAuthMethod
    /// `scope`, sent as one string.
    package var scopes: [String]
    /// `application_type` (OpenID Connect Dynamic Client Registration 1.0 §2).
    package var applicationType: RegisteredApplicationType?
    /// `software_id`: marks the clients that this registrar made.
    package var softwareID: String?
    /// `software_version`: marks the operation that made this client, so that a lost answer can be traced.
    package var softwareVersion: String?
    /// Members beyond these.
    package var additional: [String: JSONValue]
    /// The registrar's own identifiers of the client's application, products and plans; sent only to bridges, in their
    /// member `metadata`.
    package var references: [String: String] = [:]
    /// Members that are never sent, whatever stands above and whatever the provider returned last.
    package var omitted: Set<String> = []
    /// The part of the client's name that tells it from others of the same name, where a provider wants every name
    /// once.
    package var distinction: String?

    /// Metadata with these members.
    package init(
        clientName: String, redirectURIs: [String] = [], grantTypes: [GrantType], responseTypes: [ResponseType] = [],
        tokenEndpointAuthMethod: TokenEndpointAuthMethod = .clientSecretBasic, scopes: [String] = [],
        applicationType: RegisteredApplicationType? = nil, softwareID: String? = nil, softwareVersion: String? = nil,
        additional: [String: JSONValue] = [:]
    ) {
        self.clientName = clientName
        self.redirectURIs = redirectURIs
        self.grantTypes = grantTypes
        self.responseTypes = responseTypes
        self.tokenEndpointAuthMethod = tokenEndpointAuthMethod
        self.scopes = scopes
        self.applicationType = applicationType
        self.softwareID = softwareID
        self.softwareVersion = softwareVersion
        self.additional = additional
    }

    /// The members as JSON.
    package var members: [String: JSONValue] {
        var members = additional
        members["client_name"] = .string(clientName)
        members["grant_types"] = .strings(grantTypes.map(\.rawValue))
        members["response_types"] = .strings(responseTypes.map(\.rawValue))
        members["token_endpoint_auth_method"] = .string(tokenEndpointAuthMethod.rawValue)
        if !redirectURIs.isEmpty { members["redirect_uris"] = .strings(redirectURIs) }
        if !scopes.isEmpty { members["scope"] = .string(scopes.joined(separator: " ")) }
        if let applicationType { members["application_type"] = .string(applicationType.rawValue) }
        if let softwareID { members["software_id"] = .string(softwareID) }
        if let softwareVersion { members["software_version"] = .string(softwareVersion) }
        for name in omitted { members[name] = nil }
        return members
    }

    /// Makes the whole body of an update: the provider's last answer, changed by this metadata (RFC 7592 §2.2).
    ///
    /// An omitted member asks the provider to delete it, hence the members that nobody here knows; and the members
    /// that only the provider sets never get in, nor do the two secrets.
    ///
    /// - Parameters:
    ///   - lastReturned: The members of the provider's last answer.
    ///   - clientID: The client's identifier, which the body must name.
    ///   - clientSecret: The current secret, only for providers that demand it.
    ///   - removed: The members that are to go, unless this metadata has them.
    /// - Returns: The members to send.
    func updateMembers(
        lastReturned: [String: JSONValue], clientID: String, clientSecret: Secret?, removing removed: Set<String> = []
    ) -> [String: JSONValue] {
        let wanted = members
        // Keys come by value or by reference, never both (RFC 7591 §2): the new form replaces the old one.
        let replaced = ["jwks": "jwks_uri", "jwks_uri": "jwks"].filter { wanted[$0.key] != nil }.map(\.value)
        let gone = removed.union(replaced).union(omitted)
        let kept = lastReturned.filter { !gone.contains($0.key) }
        var body = kept.merging(wanted) { _, wanted in wanted }
        for name in Self.forbiddenInUpdate { body[name] = nil }
        body["client_id"] = .string(clientID)
        body["client_secret"] = clientSecret.map { .string($0.reveal()) }
        return body
    }
}
