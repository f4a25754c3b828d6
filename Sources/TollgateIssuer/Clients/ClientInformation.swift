/// The answer that tells a client all about its registration (RFC 7591 §3.2.1, RFC 7592 §3).
struct ClientInformation: Encodable, Sendable {
    let client: RealmClient
    /// The URL where the client's bearer manages it; `nil` for an administrator, who sees nothing that is the client's
    /// alone.
    let uri: String?

    private enum CodingKeys: String, CodingKey {
        case clientID = "client_id"
        case clientSecret = "client_secret"
        case clientIDIssuedAt = "client_id_issued_at"
        case clientSecretExpiresAt = "client_secret_expires_at"
        case registrationAccessToken = "registration_access_token"
        case registrationClientURI = "registration_client_uri"
    }

    /// RFC 7591 §3.2.1: the time of a secret that does not expire.
    private static let never = 0

    func encode(to encoder: any Encoder) throws {
        try client.metadata.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(client.id, forKey: .clientID)
        try container.encode(client.issuedAt, forKey: .clientIDIssuedAt)
        guard let uri else { return }
        if let secret = client.secret {
            try container.encode(secret, forKey: .clientSecret)
            try container.encode(Self.never, forKey: .clientSecretExpiresAt)
        }
        try container.encode(client.registrationToken, forKey: .registrationAccessToken)
        try container.encode(uri, forKey: .registrationClientURI)
    }
}
