/// The response types a client can be registered for, and the grants they need (RFC 7591 §2.1).
enum ResponseType: String, Codable, CaseIterable, Sendable {
    case code
    case none
    case idToken = "id_token"
    case token
    case idTokenToken = "id_token token"
    case codeIDToken = "code id_token"
    case codeToken = "code token"
    case codeIDTokenToken = "code id_token token"

    var grants: [GrantType] {
        switch self {
        case .none: []
        case .code: [.authorizationCode]
        case .idToken, .token, .idTokenToken: [.implicit]
        case .codeIDToken, .codeToken, .codeIDTokenToken: [.authorizationCode, .implicit]
        }
    }
}
