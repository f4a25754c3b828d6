/// A successful answer of the token endpoint (RFC 6749 §5.1), with Keycloak's additions.
struct TokenAnswer: Encodable, Sendable {
    let accessToken: String
    let expiresIn: Int64
    let scope: String
    private let tokenType = "Bearer"
    /// There is no refresh token for client credentials (RFC 6749 §4.4.3).
    private let refreshExpiresIn = 0
    private let notBeforePolicy = 0

    init(accessToken: String, expiresIn: Int64, scope: String) {
        self.accessToken = accessToken
        self.expiresIn = expiresIn
        self.scope = scope
    }

    private enum CodingKeys: String, CodingKey {
        case accessToken = "access_token"
        case expiresIn = "expires_in"
        case scope
        case tokenType = "token_type"
        case refreshExpiresIn = "refresh_expires_in"
        case notBeforePolicy = "not-before-policy"
    }
}
