public import TollgateCatalogue

/// The settings that a client is registered with: its application, its type, its subscriptions and their scopes.
public struct ClientSettings: Codable, Hashable, Sendable {
    /// The application's name, which is also the client's name at the provider.
    public var application: String
    /// The application's record; `nil` for a client that was registered without one.
    public var applicationID: String?
    /// The products that the client may use, each on a plan, also those that have not begun.
    public var subscriptions: [Subscription]
    /// The scopes of the subscriptions that held when the client was registered or last changed.
    public var scopes: [String]
    /// The client type.
    public var clientType: ClientType
    /// The redirect URIs that the developer gave.
    public var redirectURIs: [String]
    /// Further metadata that the developer gave, such as `contacts` or `logo_uri`.
    public var metadata: [String: JSONValue]

    /// Settings with these parts.
    public init(
        application: String, applicationID: String? = nil, subscriptions: [Subscription], scopes: [String],
        clientType: ClientType, redirectURIs: [String], metadata: [String: JSONValue] = [:]
    ) {
        self.application = application
        self.applicationID = applicationID
        self.subscriptions = subscriptions
        self.scopes = scopes
        self.clientType = clientType
        self.redirectURIs = redirectURIs
        self.metadata = metadata
    }

    /// Returns the metadata that the client is registered with (RFC 7591 §2).
    ///
    /// - Parameter operationID: The operation that asks, which the client's metadata then carries.
    /// - Returns: The metadata to ask for.
    func metadata(operationID: String) -> ClientMetadata {
        var asked = ClientMetadata(
            clientName: application, redirectURIs: redirectURIs, grantTypes: clientType.grantTypes,
            responseTypes: clientType.responseTypes, tokenEndpointAuthMethod: clientType.tokenEndpointAuthMethod,
            scopes: scopes, applicationType: clientType.applicationType, softwareID: "tollgate",
            softwareVersion: operationID, additional: metadata)
        asked.references["application_id"] = applicationID
        asked.distinction = applicationID.map { "\(clientType.name) \($0.prefix(8))" }
        if !subscriptions.isEmpty {
            // Both in the order of the subscriptions, so that they can be read side by side.
            asked.references["product_id"] = subscriptions.map(\.product).joined(separator: " ")
            asked.references["plan_id"] = subscriptions.map(\.plan).joined(separator: " ")
        }
        return asked
    }
}
