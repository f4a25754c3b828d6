internal import TollgateCatalogue

/// The metadata that a client is registered with (RFC 7591 §2), defaults filled in.
struct RealmClientMetadata: Hashable, Sendable {
    var redirectURIs: [String]
    var authMethod: TokenEndpointAuthMethod
    var grantTypes: [GrantType]
    var responseTypes: [ResponseType]
    var scopes: [String]
    /// The members that the issuer only keeps and repeats.
    var description: ClientDescription
}

extension RealmClientMetadata: Encodable {
    private enum CodingKeys: String, CodingKey {
        case redirectURIs = "redirect_uris"
        case authMethod = "token_endpoint_auth_method"
        case grantTypes = "grant_types"
        case responseTypes = "response_types"
        case scope
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(redirectURIs, forKey: .redirectURIs)
        try container.encode(authMethod, forKey: .authMethod)
        try container.encode(grantTypes, forKey: .grantTypes)
        try container.encode(responseTypes, forKey: .responseTypes)
        if !scopes.isEmpty { try container.encode(scopes.joined(separator: " "), forKey: .scope) }
        try description.encode(to: encoder)
    }
}
