/// What a client was granted: by which application it is used, and which product on which plan.
public struct ClientGrant: Hashable, Sendable {
    /// The application's name, which is also the client's name at the provider.
    public var application: String
    /// The product's name in the catalogue.
    public var product: String
    /// The plan's name in the catalogue.
    public var plan: String
    /// The product's and the plan's scopes, as they were when the client was registered or last changed.
    public var scopes: [String]
    /// The client type.
    public var clientType: ClientType
    /// The redirect URIs that the developer gave.
    public var redirectURIs: [String]

    /// A grant with these parts.
    public init(
        application: String, product: String, plan: String, scopes: [String], clientType: ClientType,
        redirectURIs: [String]
    ) {
        self.application = application
        self.product = product
        self.plan = plan
        self.scopes = scopes
        self.clientType = clientType
        self.redirectURIs = redirectURIs
    }

    /// What the client is registered with.
    ///
    /// - Parameter operationID: The operation that asks, which the client's metadata then carries.
    /// - Returns: The metadata to ask for.
    func metadata(operationID: String) -> ClientMetadata {
        ClientMetadata(
            clientName: application, redirectURIs: redirectURIs, grantTypes: clientType.grantTypes,
            responseTypes: clientType.responseTypes, tokenEndpointAuthMethod: clientType.tokenEndpointAuthMethod,
            scopes: scopes, applicationType: clientType.applicationType, softwareID: "tollgate",
            softwareVersion: operationID)
    }
}
