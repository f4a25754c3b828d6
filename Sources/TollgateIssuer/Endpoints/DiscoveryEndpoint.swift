internal import HTTPTypes
internal import Hummingbird
internal import TollgateCatalogue

/// Publishes the issuer's metadata (OpenID Connect Discovery 1.0 §3, RFC 8414 §2).
struct DiscoveryEndpoint: Sendable {
    let realm: Realm

    func respond() throws -> Response {
        try .json(Metadata(realm: realm), headers: [.cacheControl: "no-cache"])
    }

    private struct Metadata: Encodable {
        let issuer: String
        let authorizationEndpoint: String
        let tokenEndpoint: String
        let jwksURI: String
        let registrationEndpoint: String
        let scopesSupported: [String]
        /// The member that RFC 8414 §2 demands, and that §3.2 forbids to be empty, though there are no users to log in.
        let responseTypesSupported: [ResponseType] = [.code]
        /// The grant types that the token endpoint serves.
        ///
        /// Registration takes more, so that clients of any type can be tried, and does not look here.
        let grantTypesSupported: [GrantType] = [.clientCredentials]
        let subjectTypesSupported = ["public"]
        let idTokenSigningAlgValuesSupported = ["RS256"]
        /// Only the two methods with a secret, as every client that gets a token here needs one.
        let tokenEndpointAuthMethodsSupported: [TokenEndpointAuthMethod] = [.clientSecretBasic, .clientSecretPost]
        let claimsSupported = ["iss", "sub", "aud", "exp", "iat", "jti", "azp", "client_id", "scope"]

        init(realm: Realm) {
            let urls = realm.urls
            issuer = urls.issuer
            authorizationEndpoint = urls.authorization
            tokenEndpoint = urls.token
            jwksURI = urls.keys
            registrationEndpoint = urls.registration
            scopesSupported = realm.configuration.publishedScopes
        }

        enum CodingKeys: String, CodingKey {
            case issuer
            case authorizationEndpoint = "authorization_endpoint"
            case tokenEndpoint = "token_endpoint"
            case jwksURI = "jwks_uri"
            case registrationEndpoint = "registration_endpoint"
            case scopesSupported = "scopes_supported"
            case responseTypesSupported = "response_types_supported"
            case grantTypesSupported = "grant_types_supported"
            case subjectTypesSupported = "subject_types_supported"
            case idTokenSigningAlgValuesSupported = "id_token_signing_alg_values_supported"
            case tokenEndpointAuthMethodsSupported = "token_endpoint_auth_methods_supported"
            case claimsSupported = "claims_supported"
        }
    }
}
