internal import Foundation

/// The claims of an access token for a client's own account, as Keycloak writes them.
struct AccessTokenClaims: Encodable, Sendable {
    let iss: String
    let sub: String
    let aud: [String]
    let exp: Int64
    let iat: Int64
    let jti: String
    let clientID: String
    let scope: String
    let clientAddress: String?

    init(realm: Realm, client: RealmClient, scope: String, resource: String?, clientAddress: String?) {
        let configuration = realm.configuration
        iss = realm.urls.issuer
        sub = client.subject
        // What was asked for is an audience as well (RFC 8707 §2).
        aud = configuration.audiences + [resource].compactMap(\.self).filter { !configuration.audiences.contains($0) }
        iat = configuration.now()
        let (end, isTooLate) = iat.addingReportingOverflow(configuration.tokenLifetime.components.seconds)
        exp = isTooLate ? .max : end
        jti = UUID().uuidString.lowercased()
        clientID = client.id
        self.scope = scope
        self.clientAddress = clientAddress
    }

    private enum CodingKeys: String, CodingKey {
        case iss, sub, aud, exp, iat, jti, typ, azp, acr, scope
        case clientHost, clientAddress
        case clientID = "client_id"
        case preferredUsername = "preferred_username"
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(iss, forKey: .iss)
        try container.encode(sub, forKey: .sub)
        // RFC 7519 §4.1.3 allows a single audience to be a string, and Keycloak makes it one.
        if aud.count == 1 {
            try container.encode(aud[0], forKey: .aud)
        } else if !aud.isEmpty {
            try container.encode(aud, forKey: .aud)
        }
        try container.encode(exp, forKey: .exp)
        try container.encode(iat, forKey: .iat)
        try container.encode(jti, forKey: .jti)
        try container.encode("Bearer", forKey: .typ)
        try container.encode(clientID, forKey: .azp)
        try container.encode(clientID, forKey: .clientID)
        try container.encode("1", forKey: .acr)
        try container.encode(scope, forKey: .scope)
        try container.encodeIfPresent(clientAddress, forKey: .clientHost)
        try container.encodeIfPresent(clientAddress, forKey: .clientAddress)
        try container.encode("service-account-\(clientID)", forKey: .preferredUsername)
    }
}
