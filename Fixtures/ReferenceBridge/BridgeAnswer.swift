/// What the bridge answers about a client.
struct BridgeAnswer: Encodable {
    let client: BridgeClient
    /// Whether the secret is told: when it is new, and never again.
    let showsSecret: Bool

    private enum CodingKeys: String, CodingKey {
        case id = "client_id"
        case secret = "client_secret"
        case issuedAt = "client_id_issued_at"
        case secretExpiresAt = "client_secret_expires_at"
    }

    func encode(to encoder: any Encoder) throws {
        try client.registration.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(client.id, forKey: .id)
        try container.encode(client.issuedAt, forKey: .issuedAt)
        guard showsSecret else { return }
        try container.encode(client.secret, forKey: .secret)
        try container.encode(0, forKey: .secretExpiresAt)
    }
}
