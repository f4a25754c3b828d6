/// The body of `POST /clients` and of `PUT /clients/{client_id}`.
///
/// A bridge may use as much of it as its identity provider understands; this one keeps and repeats everything.
public struct BridgeRegistration: Codable, Hashable, Sendable {
    /// What people read.
    public var clientName: String
    /// The redirect URIs.
    public var redirectURIs: [String]?
    /// The grant types.
    public var grantTypes: [String]
    /// The response types.
    public var responseTypes: [String]?
    /// How the client proves who it is.
    public var tokenEndpointAuthMethod: String
    /// The scopes, separated by spaces.
    public var scope: String?
    /// What the application is for.
    public var description: String?
    /// Whose client it is, in the registrar's own identifiers.
    public var metadata: [String: String]?

    enum CodingKeys: String, CodingKey {
        case clientName = "client_name"
        case redirectURIs = "redirect_uris"
        case grantTypes = "grant_types"
        case responseTypes = "response_types"
        case tokenEndpointAuthMethod = "token_endpoint_auth_method"
        case scope, description, metadata
    }
}
