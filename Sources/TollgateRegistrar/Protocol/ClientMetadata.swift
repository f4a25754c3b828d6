/// What a client is registered with (RFC 7591 §2).
public struct ClientMetadata: Hashable, Sendable {
    /// The members that a provider sets and a client must not send in an update (RFC 7592 §2.2).
    static let forbiddenInUpdate: Set<String> = [
        "registration_access_token", "registration_client_uri", "client_secret_expires_at", "client_id_issued_at",
        // No RFC's, but of the same kind: how long the registration access token of the last answer is good.
        "registration_access_token_expires_in",
    ]

    /// `client_name`: what people read.
    public var clientName: String
    /// `redirect_uris`; left out where there are none.
    public var redirectURIs: [String]
    /// `grant_types`, always sent: the RFC's default is `authorization_code`.
    public var grantTypes: [String]
    /// `response_types`, always sent, also empty: the RFC's default is `code`.
    public var responseTypes: [String]
    /// `token_endpoint_auth_method`, always sent: the RFC's default is `client_secret_basic`.
    public var tokenEndpointAuthMethod: TokenEndpointAuthMethod
    /// `scope`, sent as one string.
    public var scopes: [String]
    /// `application_type` (OpenID Connect Dynamic Client Registration 1.0 §2).
    public var applicationType: String?
    /// `software_id`: marks the clients that this registrar made.
    public var softwareID: String?
    /// `software_version`: marks the operation that made this client, so that a lost answer can be traced.
    public var softwareVersion: String?
    /// Members beyond these.
    public var additional: [String: JSONValue]
    /// Whose client it is, in the registrar's own identifiers; sent only to bridges, in their member `metadata`.
    public var references: [String: String] = [:]
    /// Members that are never sent, whatever stands above and whatever the provider returned last.
    public var omitted: Set<String> = []
    /// What tells the client from others of the same name; part of its name where a provider wants every name once.
    public var distinction: String?

    /// Metadata with these members.
    public init(
        clientName: String, redirectURIs: [String] = [], grantTypes: [String], responseTypes: [String] = [],
        tokenEndpointAuthMethod: TokenEndpointAuthMethod = .clientSecretBasic, scopes: [String] = [],
        applicationType: String? = nil, softwareID: String? = nil, softwareVersion: String? = nil,
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
    public var members: [String: JSONValue] {
        var members = additional
        members["client_name"] = .string(clientName)
        members["grant_types"] = .strings(grantTypes)
        members["response_types"] = .strings(responseTypes)
        members["token_endpoint_auth_method"] = .string(tokenEndpointAuthMethod.rawValue)
        if !redirectURIs.isEmpty { members["redirect_uris"] = .strings(redirectURIs) }
        if !scopes.isEmpty { members["scope"] = .string(scopes.joined(separator: " ")) }
        if let applicationType { members["application_type"] = .string(applicationType) }
        if let softwareID { members["software_id"] = .string(softwareID) }
        if let softwareVersion { members["software_version"] = .string(softwareVersion) }
        for name in omitted { members[name] = nil }
        return members
    }

    /// The whole body of an update: what the provider returned last, changed by this metadata (RFC 7592 §2.2).
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
