internal import Foundation

/// The body of a registration (RFC 7591 §3.1) or of an update (RFC 7592 §2.2), with the right types but unchecked.
///
/// A `null` counts as not there (RFC 7592 §2.2). Unknown members are dropped, as RFC 7591 §2 asks.
struct RegistrationRequest: Sendable {
    let clientID: String?
    let clientSecret: String?
    /// Whether a member is there that only the server may write (RFC 7592 §2.2).
    let hasServerMembers: Bool
    /// Whether the client's keys are there by value.
    ///
    /// They are not kept: no supported method uses them.
    let hasKeys: Bool

    let redirectURIs: [String]?
    let authMethod: String?
    let grantTypes: [String]?
    let responseTypes: [String]?
    let scope: String?
    let description: ClientDescription

    /// - Throws: `invalid_client_metadata` for what is not a JSON object or has a member of the wrong type.
    static func decode(_ body: [UInt8]) throws(OAuthError) -> RegistrationRequest {
        do {
            return try JSONDecoder().decode(RegistrationRequest.self, from: Data(body))
        } catch DecodingError.typeMismatch {
            throw .invalidMetadata("A member has the wrong type.")
        } catch {
            throw .invalidMetadata("The body is not a JSON object.")
        }
    }
}

extension RegistrationRequest: Decodable {
    private enum CodingKeys: String, CodingKey {
        case clientID = "client_id"
        case clientSecret = "client_secret"
        case clientIDIssuedAt = "client_id_issued_at"
        case clientSecretExpiresAt = "client_secret_expires_at"
        case registrationAccessToken = "registration_access_token"
        case registrationClientURI = "registration_client_uri"
        case jwks
        case redirectURIs = "redirect_uris"
        case authMethod = "token_endpoint_auth_method"
        case grantTypes = "grant_types"
        case responseTypes = "response_types"
        case scope
    }

    private static let serverMembers: [CodingKeys] = [
        .clientIDIssuedAt, .clientSecretExpiresAt, .registrationAccessToken, .registrationClientURI,
    ]

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func isPresent(_ key: CodingKeys) throws -> Bool {
            try container.contains(key) && !container.decodeNil(forKey: key)
        }
        clientID = try container.decodeIfPresent(String.self, forKey: .clientID)
        clientSecret = try container.decodeIfPresent(String.self, forKey: .clientSecret)
        hasServerMembers = try Self.serverMembers.contains(where: isPresent)
        hasKeys = try isPresent(.jwks)
        redirectURIs = try container.decodeIfPresent([String].self, forKey: .redirectURIs)
        authMethod = try container.decodeIfPresent(String.self, forKey: .authMethod)
        grantTypes = try container.decodeIfPresent([String].self, forKey: .grantTypes)
        responseTypes = try container.decodeIfPresent([String].self, forKey: .responseTypes)
        scope = try container.decodeIfPresent(String.self, forKey: .scope)
        description = try ClientDescription(from: decoder)
    }
}
