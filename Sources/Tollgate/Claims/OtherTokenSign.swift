/// A sign in the claims that a token is no access token (RFC 8725 §3.12).
enum OtherTokenSign: UInt8, Sendable {
    /// `at_hash` or `c_hash` (OpenID Connect Core §3.3.2.11).
    case hash
    /// `events` (RFC 8417 §2.2).
    case events
    /// `token_use` other than `access`.
    case use
    /// `typ` of an ID, refresh, offline or logout token.
    case type
    /// `nonce` without a scope, and without `typ: Bearer` (OpenID Connect Core §2).
    case nonce

    /// The sign in words.
    var words: String {
        switch self {
        case .hash: "`at_hash` or `c_hash` is what ID tokens have"
        case .events: "`events` is what logout tokens and other notices have"
        case .use: "`token_use` is not `access`"
        case .type: "`typ` in the claims is that of an ID, refresh, offline or logout token"
        case .nonce:
            "`nonce` is what ID tokens have; an access token with it has scopes in `scope` or `scp` of `scope_claims`,"
                + " or `typ: Bearer`"
        }
    }
}
