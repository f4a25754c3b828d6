extension Rejection {
    /// The HTTP status of the answer (RFC 6750 §3.1, RFC 6585 §4).
    public var status: Int {
        switch self {
        case .pathRejected, .requestMalformed: 400
        case .tokenMissing, .tokenTooLong, .tokenMalformed, .algorithmUnsupported, .headerUnsupported,
            .tokenTypeUnsupported, .keyUnknown, .signatureInvalid, .claimsMalformed, .claimMissing, .issuerUnknown,
            .audienceMismatch, .tokenExpired, .tokenNotYetValid, .lifetimeExceeded, .proofRequired,
            .certificateMismatch, .clientRevoked, .clientUnknown:
            401
        case .scopeInsufficient, .accessDenied, .planMissing: 403
        case .concurrencyExceeded, .rateExceeded, .quotaExceeded: 429
        case .keysUnavailable, .grantsUnavailable: 503
        }
    }

    /// The `error` of the body and, where there is one, of the challenge (RFC 6750 §3.1).
    public var error: String {
        switch self {
        case .pathRejected, .requestMalformed: "invalid_request"
        case .tokenMissing: "unauthorized"
        case .tokenTooLong, .tokenMalformed, .algorithmUnsupported, .headerUnsupported, .tokenTypeUnsupported,
            .keyUnknown, .signatureInvalid, .claimsMalformed, .claimMissing, .issuerUnknown, .audienceMismatch,
            .tokenExpired, .tokenNotYetValid, .lifetimeExceeded, .proofRequired, .certificateMismatch, .clientRevoked,
            .clientUnknown:
            "invalid_token"
        case .scopeInsufficient, .accessDenied, .planMissing: "insufficient_scope"
        case .concurrencyExceeded, .rateExceeded, .quotaExceeded: "too_many_requests"
        case .keysUnavailable, .grantsUnavailable: "temporarily_unavailable"
        }
    }

    /// One fixed sentence for people.
    ///
    /// No claim, key id or byte of a token ever gets into it.
    public var explanation: String {
        switch self {
        case .pathRejected: "The path is ambiguous: dot segments, encoded slashes and the like are not accepted."
        case .tokenMissing: "A bearer access token is needed in the Authorization header."
        case .requestMalformed: "The Authorization header must hold exactly one bearer token."
        case .tokenTooLong: "The access token is longer than is accepted."
        case .tokenMalformed: "The access token is not a well-formed compact JSON Web Token."
        case .algorithmUnsupported: "The access token is not signed with RS256."
        case .headerUnsupported: "The header of the access token has a member that is not accepted."
        case .tokenTypeUnsupported: "The token is not an access token of an accepted type."
        case .keysUnavailable: "The keys to verify the access token are not available; try again later."
        case .keyUnknown: "The access token was signed with an unknown key."
        case .signatureInvalid: "The signature of the access token does not verify."
        case .claimsMalformed: "The claims of the access token are malformed."
        case .claimMissing: "The access token lacks a claim that is needed."
        case .issuerUnknown: "The issuer of the access token is not accepted here."
        case .audienceMismatch: "The access token is meant for another audience."
        case .tokenExpired: "The access token has expired."
        case .tokenNotYetValid: "The access token is not valid yet."
        case .lifetimeExceeded: "The access token is valid for longer than is accepted."
        case .proofRequired: "The access token needs a proof of possession."
        case .certificateMismatch: "The access token is bound to another certificate than the client's."
        case .clientRevoked: "The client of the access token is no longer allowed."
        case .grantsUnavailable: "What clients were granted is not known yet; try again later."
        case .clientUnknown: "The client of the access token is not registered here."
        case .scopeInsufficient: "The scopes of the access token do not include this API."
        case .accessDenied: "The scopes of the access token do not include this path and method."
        case .planMissing: "The access token has no scope of a plan."
        case .concurrencyExceeded: "Too many requests of this client are in progress."
        case .rateExceeded: "The rate limit of the plan is exceeded."
        case .quotaExceeded: "The quota of the plan is used up."
        }
    }

    /// Whether the answer carries a `WWW-Authenticate` challenge.
    public var hasChallenge: Bool {
        switch self {
        case .pathRejected, .keysUnavailable, .grantsUnavailable, .concurrencyExceeded, .rateExceeded, .quotaExceeded:
            false
        default: true
        }
    }

    /// The value of `WWW-Authenticate` (RFC 6750 §3, RFC 9110 §11.6.1), or `nil` where none belongs.
    ///
    /// - Parameters:
    ///   - realm: The protection space. What may not stand in a quoted string is left out.
    ///   - scope: The scope that would have been enough, if exactly one is known; never a plan's.
    ///   - resourceMetadata: The URL of the API's metadata (RFC 9728 §5.1), if it has any.
    ///   - explanation: A sentence that says more than the fixed one: see ``Gate/explanation(of:for:)``.
    /// - Returns: For example `Bearer realm="payments", error="invalid_token", error_description="…"`.
    public func challenge(
        realm: String, scope: String? = nil, resourceMetadata: String? = nil, explanation: String? = nil
    ) -> String? {
        guard hasChallenge else { return nil }
        var text = "Bearer realm=\"\(Self.quotable(realm))\""
        if self != .tokenMissing {
            text += ", error=\"\(error)\", error_description=\"\(Self.quotable(explanation ?? self.explanation))\""
        }
        if let scope, self == .scopeInsufficient || self == .accessDenied {
            text += ", scope=\"\(Self.quotable(scope))\""
        }
        if let resourceMetadata { text += ", resource_metadata=\"\(Self.quotable(resourceMetadata))\"" }
        return text
    }

    /// The body: a JSON object with `error`, `error_description` and `code`.
    public var body: String { body(explanation: explanation) }

    /// The body with a sentence of its own, which is plain text without quotation marks.
    func body(explanation: String) -> String {
        "{\"error\":\"\(error)\",\"error_description\":\"\(explanation)\",\"code\":\"\(code)\"}\n"
    }

    /// RFC 6750 §3 allows %x20-21 / %x23-5B / %x5D-7E in these parameters.
    static func quotable(_ text: String) -> String {
        String(
            decoding: text.utf8.filter { $0 >= 0x20 && $0 <= 0x7E && $0 != 0x22 && $0 != 0x5C }, as: UTF8.self)
    }
}
