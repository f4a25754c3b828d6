/// A reason why a request does not pass the gate.
///
/// Cases are in the order of the checks; the first that applies is given.
///
/// ```swift
/// case .reject(let rejection, let limits):
///     let status = rejection.status                                    // 401
///     let challenge = rejection.challenge(realm: "payments")           // for `WWW-Authenticate`
///     let retryAfter = limits?.retryAfterSeconds                       // for `Retry-After`
///     log("\(rejection.code)")                                         // token_expired
/// ```
@nonexhaustive
public enum Rejection: Error, Hashable, Sendable, CaseIterable {
    /// The path can be read in more than one way, so no rule can be matched against it.
    case pathRejected
    /// The request carries no bearer token (RFC 6750 §3.1: a challenge without an error).
    case tokenMissing
    /// The request carries two credentials, or the `Bearer` syntax is broken (RFC 6750 §2, §2.1).
    case requestMalformed
    /// The token has more bytes than the gate reads: ``Gate/Configuration/maximumTokenBytes``.
    case tokenTooLong
    /// The token is not three parts of canonical base64url, or its header is too long or not strict JSON.
    case tokenMalformed
    /// The header's `alg` is not `RS256` (RFC 8725 §3.1).
    case algorithmUnsupported
    /// The header has a member that must be understood and is not: `crit`, `b64`, `zip`, `enc`, `cty`, `jwk`, `x5c`.
    case headerUnsupported
    /// The token is not an access token of a type that an issuer is configured for (RFC 8725 §3.11).
    case tokenTypeUnsupported
    /// The keys that could verify the token have never been loaded, are too old, or the last fetch failed.
    case keysUnavailable
    /// No issuer of the API has a key with the token's `kid`, or one that has signed a token without `kid`, and a fetch
    /// that completed did not bring one.
    case keyUnknown
    /// The API's issuers have a key with the token's `kid`, and the signature is not that of it.
    case signatureInvalid
    /// The signed claims are not strict JSON, or one has a type or value that it must not have.
    case claimsMalformed
    /// A claim that is needed is absent: `iss`, `exp`, the client, or one that the configuration asks for.
    case claimMissing
    /// A key of the API's issuers has signed the token, but `iss` is none of them (RFC 9068 §4).
    case issuerUnknown
    /// `aud` names none of the accepted audiences (RFC 7519 §4.1.3).
    case audienceMismatch
    /// `exp` has passed (RFC 7519 §4.1.4).
    case tokenExpired
    /// `nbf` or `iat` lies in the future (RFC 7519 §4.1.5).
    case tokenNotYetValid
    /// `exp - iat` is more than the issuer's `max_token_lifetime`.
    case lifetimeExceeded
    /// The token is bound to a key by `cnf`, and no proof of possession was given (RFC 9449 §7.2, RFC 8705 §3).
    case proofRequired
    /// The token is bound to another certificate than the client's (RFC 8705 §3).
    case certificateMismatch
    /// The client was deleted or suspended.
    case clientRevoked
    /// The registrar's list of clients was never loaded, and the API admits only clients that are on it.
    case grantsUnavailable
    /// The client is not on the registrar's list, and the API admits only clients that are.
    case clientUnknown
    /// The scopes bring no access to the API.
    case scopeInsufficient
    /// The scopes bring access to the API, but not to this path with this method.
    case accessDenied
    /// The scopes bring access, but no plan: no rate and no quota.
    case planMissing
    /// Too many requests of the client are in progress.
    case concurrencyExceeded
    /// The client calls faster than its plan allows.
    case rateExceeded
    /// The client has used up its plan's quota.
    case quotaExceeded

    /// A stable name in snake_case: for bodies, logs, metrics, the command line and tests.
    public var code: String {
        switch self {
        case .pathRejected: "path_rejected"
        case .tokenMissing: "token_missing"
        case .requestMalformed: "request_malformed"
        case .tokenTooLong: "token_too_long"
        case .tokenMalformed: "token_malformed"
        case .algorithmUnsupported: "algorithm_unsupported"
        case .headerUnsupported: "header_unsupported"
        case .tokenTypeUnsupported: "token_type_unsupported"
        case .keysUnavailable: "keys_unavailable"
        case .keyUnknown: "key_unknown"
        case .signatureInvalid: "signature_invalid"
        case .claimsMalformed: "claims_malformed"
        case .claimMissing: "claim_missing"
        case .issuerUnknown: "issuer_unknown"
        case .audienceMismatch: "audience_mismatch"
        case .tokenExpired: "token_expired"
        case .tokenNotYetValid: "token_not_yet_valid"
        case .lifetimeExceeded: "lifetime_exceeded"
        case .proofRequired: "proof_required"
        case .certificateMismatch: "certificate_mismatch"
        case .clientRevoked: "client_revoked"
        case .grantsUnavailable: "grants_unavailable"
        case .clientUnknown: "client_unknown"
        case .scopeInsufficient: "scope_insufficient"
        case .accessDenied: "access_denied"
        case .planMissing: "plan_missing"
        case .concurrencyExceeded: "concurrency_exceeded"
        case .rateExceeded: "rate_exceeded"
        case .quotaExceeded: "quota_exceeded"
        }
    }
}
