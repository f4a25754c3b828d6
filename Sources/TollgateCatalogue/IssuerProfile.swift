/// A preset for what differs between identity providers' access tokens.
public enum IssuerProfile: String, CaseIterable, Hashable, Sendable {
    /// Keycloak: `typ` is `JWT`, or `at+jwt` where a client is set so; the client in `azp`.
    case keycloak
    /// Okta: the client in `cid`, the scopes in `scp`, an array.
    case okta
    /// Microsoft Entra ID: the client in `azp` (v2) or `appid` (v1), the scopes in `scp`, or in `roles` where an
    /// application called for itself, without a user.
    case entra
    /// Auth0: `typ` is `JWT` or `at+jwt`, the client in `azp` or `client_id`.
    case auth0
    /// RFC 9068 to the letter: `typ: at+jwt` and nothing else, `client_id`, `scope`.
    case rfc9068
    /// Whatever the others do. The default.
    case generic

    /// The accepted values of the header's `typ`; `nil` stands for a token without one.
    public var tokenTypes: [String?] {
        switch self {
        case .okta, .entra: ["JWT", nil]
        case .auth0: ["at+jwt", "JWT"]
        case .rfc9068: ["at+jwt"]
        case .keycloak, .generic: ["at+jwt", "JWT", nil]
        }
    }

    /// The claims that may hold the scopes, in the order in which they are looked for.
    public var scopeClaims: [String] {
        switch self {
        case .keycloak, .auth0, .rfc9068: ["scope"]
        case .okta: ["scp"]
        case .entra: ["scp", "roles"]
        case .generic: ["scope", "scp"]
        }
    }

    /// The claims that may hold the client's identifier.
    public var clientIDClaims: [String] {
        switch self {
        case .keycloak: ["azp", "client_id"]
        case .okta: ["cid"]
        case .entra: ["azp", "appid"]
        case .auth0: ["azp", "client_id"]
        case .rfc9068: ["client_id"]
        case .generic: ["client_id", "azp", "cid", "appid"]
        }
    }
}
