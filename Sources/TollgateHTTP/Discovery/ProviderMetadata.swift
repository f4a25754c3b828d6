/// What an authorization server says about itself (OpenID Connect Discovery 1.0 §3, RFC 8414 §2).
///
/// Only the members that Tollgate uses; everything else in the document is ignored.
public struct ProviderMetadata: Codable, Hashable, Sendable {
    /// The issuer identifier, which is the `iss` of its tokens.
    public var issuer: String
    /// Where its public keys are (RFC 7517).
    public var jwksURI: String?
    /// Where tokens are issued (RFC 6749 §3.2).
    public var tokenEndpoint: String?
    /// Where clients are registered (RFC 7591 §3).
    public var registrationEndpoint: String?
    /// The scopes it says it knows.
    public var scopesSupported: [String]?
    /// The grant types it says it supports.
    public var grantTypesSupported: [String]?
    /// The ways in which a client may authenticate at the token endpoint.
    public var tokenEndpointAuthMethodsSupported: [String]?
    /// Where clients' secrets are renewed, with `:client_id` in it: no standard's, but Gravitee AM's.
    public var registrationRenewSecretEndpoint: String?

    /// Metadata with these members.
    public init(
        issuer: String, jwksURI: String? = nil, tokenEndpoint: String? = nil, registrationEndpoint: String? = nil,
        scopesSupported: [String]? = nil, grantTypesSupported: [String]? = nil,
        tokenEndpointAuthMethodsSupported: [String]? = nil, registrationRenewSecretEndpoint: String? = nil
    ) {
        self.issuer = issuer
        self.jwksURI = jwksURI
        self.tokenEndpoint = tokenEndpoint
        self.registrationEndpoint = registrationEndpoint
        self.scopesSupported = scopesSupported
        self.grantTypesSupported = grantTypesSupported
        self.tokenEndpointAuthMethodsSupported = tokenEndpointAuthMethodsSupported
        self.registrationRenewSecretEndpoint = registrationRenewSecretEndpoint
    }

    enum CodingKeys: String, CodingKey {
        case issuer
        case jwksURI = "jwks_uri"
        case tokenEndpoint = "token_endpoint"
        case registrationEndpoint = "registration_endpoint"
        case scopesSupported = "scopes_supported"
        case grantTypesSupported = "grant_types_supported"
        case tokenEndpointAuthMethodsSupported = "token_endpoint_auth_methods_supported"
        case registrationRenewSecretEndpoint = "registration_renew_secret_endpoint"
    }
}
