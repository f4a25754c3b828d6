public import TollgateCatalogue

extension Rejection {
    /// The HTTP status of the answer in an API's style.
    public func status(in style: API.ErrorStyle) -> Int {
        switch style {
        case .rfc6750: status
        case .tyk: tykAnswer.status
        }
    }

    /// The body of the answer in an API's style: a JSON object.
    ///
    /// - Parameters:
    ///   - style: The style.
    ///   - explanation: A sentence that says more than the fixed one, see ``Gate/explanation(of:for:)``; Tyk has no
    ///     place for it.
    /// - Returns: The text, which ends in a line feed.
    public func body(in style: API.ErrorStyle, explanation: String? = nil) -> String {
        switch style {
        case .rfc6750: body(explanation: explanation.map(Self.quotable) ?? self.explanation)
        case .tyk: "{\"error\":\"\(tykAnswer.error)\"}\n"
        }
    }

    /// The answer of Tyk in the same case.
    ///
    /// Where Tyk echoes a claim, that part is left out. Where it has no such check, it is what it says of any token
    /// that it does not accept.
    private var tykAnswer: (status: Int, error: String) {
        switch self {
        case .pathRejected: (400, "Bad request")
        case .tokenMissing: (400, "Authorization field missing")
        case .algorithmUnsupported: (403, "Key not authorized: Unexpected signing method")
        case .requestMalformed, .tokenTooLong, .tokenMalformed, .headerUnsupported, .tokenTypeUnsupported,
            .keyUnknown, .keysUnavailable, .grantsUnavailable, .signatureInvalid, .claimsMalformed, .claimMissing,
            .lifetimeExceeded, .proofRequired, .certificateMismatch, .clientUnknown:
            (403, "Key not authorized")
        case .issuerUnknown: (401, "Key not authorized: invalid issuer claim")
        case .audienceMismatch: (401, "Key not authorized: no matching audience found in token")
        case .tokenExpired: (401, "Key not authorized: token has expired")
        case .tokenNotYetValid: (401, "Key not authorized: token is not valid yet")
        case .clientRevoked: (403, "Key is inactive, please renew")
        case .scopeInsufficient: (403, "Access to this API has been disallowed")
        case .accessDenied: (403, "Access to this resource has been disallowed")
        case .planMissing: (403, "key not authorized: no matching policy found")
        case .concurrencyExceeded, .rateExceeded: (429, "Rate Limit Exceeded")
        case .quotaExceeded: (403, "Quota exceeded")
        }
    }
}
