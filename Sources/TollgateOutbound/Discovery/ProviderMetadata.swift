/// The metadata that an authorization server publishes about itself (OpenID Connect Discovery 1.0 §3, RFC 8414 §2).
///
/// Only the members that Tollgate uses; everything else in the document is ignored, whatever it is. A member that is
/// not of its type counts as absent, since it may not be needed; its name is then in ``invalidMembers``.
public struct ProviderMetadata: Hashable, Sendable {
    /// The issuer identifier, which is the `iss` of its tokens.
    public var issuer: String
    /// The URL of its public keys (RFC 7517).
    public var jwksURI: String?
    /// The URL that issues tokens (RFC 6749 §3.2).
    public var tokenEndpoint: String?
    /// The URL that registers clients (RFC 7591 §3).
    public var registrationEndpoint: String?
    /// The URL that renews clients' secrets, with `:client_id` in it: no standard's, but Gravitee AM's.
    public var registrationRenewSecretEndpoint: String?
    /// The names of the members above that the document has, but not as a string.
    public var invalidMembers: Set<String>

    /// Metadata with these members.
    public init(
        issuer: String, jwksURI: String? = nil, tokenEndpoint: String? = nil, registrationEndpoint: String? = nil,
        registrationRenewSecretEndpoint: String? = nil, invalidMembers: Set<String> = []
    ) {
        self.issuer = issuer
        self.jwksURI = jwksURI
        self.tokenEndpoint = tokenEndpoint
        self.registrationEndpoint = registrationEndpoint
        self.registrationRenewSecretEndpoint = registrationRenewSecretEndpoint
        self.invalidMembers = invalidMembers
    }
}

extension ProviderMetadata: Decodable {
    enum CodingKeys: String, CodingKey {
        case issuer
        case jwksURI = "jwks_uri"
        case tokenEndpoint = "token_endpoint"
        case registrationEndpoint = "registration_endpoint"
        case registrationRenewSecretEndpoint = "registration_renew_secret_endpoint"
    }

    /// Reads a discovery document; it needs nothing but `issuer`.
    ///
    /// - Parameter decoder: The decoder of the document.
    /// - Throws: `DecodingError` where it is not an object, or has no `issuer` that is a string.
    public init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        self.init(issuer: try members.decode(String.self, forKey: .issuer))
        func text(_ name: CodingKeys) -> String? {
            do {
                return try members.decodeIfPresent(String.self, forKey: name)
            } catch {
                invalidMembers.insert(name.rawValue)
                return nil
            }
        }
        jwksURI = text(.jwksURI)
        tokenEndpoint = text(.tokenEndpoint)
        registrationEndpoint = text(.registrationEndpoint)
        registrationRenewSecretEndpoint = text(.registrationRenewSecretEndpoint)
    }
}
