/// How a client authenticates at the token endpoint (RFC 7591 §2).
enum TokenEndpointAuthMethod: String, Codable, CaseIterable, Sendable {
    case basic = "client_secret_basic"
    case post = "client_secret_post"
    /// A public client, which has no secret.
    case none
}
