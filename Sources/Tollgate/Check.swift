/// One check of the gate, in the order in which they are made.
public enum Check: String, CaseIterable, Hashable, Sendable {
    /// Three parts, a header that can be accepted.
    case token
    /// A key for the token's `kid`.
    case key
    /// The signature.
    case signature
    /// The claims can be read.
    case claims
    /// `iss` is one of the API's issuers.
    case issuer
    /// It is an access token.
    case type
    /// `aud`
    case audience
    /// `exp`, `nbf`, `iat`
    case lifetime
    /// `cnf`
    case proof
    /// The client is known and not denied.
    case client
    /// The scopes open the API.
    case scope
    /// The path and method are open.
    case access
    /// A limit applies.
    case plan
    /// Concurrency, rate, quota.
    case limits

    /// The sections of the standards that the check comes from.
    public var reference: String {
        switch self {
        case .token: "RFC 7515 §4, §7.1; RFC 8725 §3.1"
        case .key: "RFC 7515 §4.1.4; RFC 7517 §4.5"
        case .signature: "RFC 7515 §5.2; RFC 7518 §3.3"
        case .claims: "RFC 7519 §4, §7.2"
        case .issuer: "RFC 9068 §4; RFC 8725 §3.8"
        case .type: "RFC 9068 §4; RFC 8725 §3.11"
        case .audience: "RFC 7519 §4.1.3; RFC 8725 §3.9"
        case .lifetime: "RFC 7519 §4.1.4–4.1.6"
        case .proof: "RFC 7800 §3.1; RFC 9449 §7.2"
        case .client: "RFC 9068 §2.2"
        case .scope, .access, .plan: "RFC 6750 §3.1"
        case .limits: "RFC 6585 §4"
        }
    }
}
