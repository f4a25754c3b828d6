internal import TollgateEncoding

/// The checks on what a verified token says.
///
/// They run on every request, also where the token is known.
enum ClaimRules {
    /// Checks that the token is meant for here and now, in the documented order.
    ///
    /// - Parameters:
    ///   - token: A token whose signature was verified.
    ///   - api: The API that is called, or `nil` to leave out what only an API demands.
    ///   - certificate: The certificate whose key the client has, if it has shown one.
    ///   - deniedClients: The clients that were deleted or suspended.
    ///   - instant: Now.
    ///   - trace: Gets every step, for explaining.
    /// - Throws: The first check that fails.
    static func check<Trace: DecisionTrace>(
        _ token: VerifiedToken, api: CompiledAPI?, certificate: ClientCertificate? = nil,
        deniedClients: DeniedClients, at instant: Instant, _ trace: inout Trace
    ) throws(Rejection) {
        guard token.issuerPlace >= 0, api?.admitsIssuer(Int(token.issuerPlace)) ?? true else {
            throw trace.failed(.issuer, .issuerUnknown, "iss \(token.claims.issuer) is not an issuer of this API")
        }
        trace.passed(.issuer, "iss \(token.claims.issuer) is `\(token.issuer?.name ?? "")`")

        guard token.hasAcceptedType else {
            throw trace.failed(
                .type, .tokenTypeUnsupported, "`\(token.issuer?.name ?? "")` does not issue access tokens of this typ")
        }
        guard token.claims.otherTokenSign == nil else {
            throw trace.failed(
                .type, .tokenTypeUnsupported,
                "the claims are those of another kind of token: \(token.claims.otherTokenSign?.words ?? "")")
        }
        trace.passed(.type, "an access token")

        try checkAudience(token, api: api, &trace)

        try checkLifetime(token, at: instant, &trace)

        if token.claims.isBoundToKey { try checkProof(token.claims, certificate, &trace) }
        guard token.claims.clientPart != nil else {
            throw trace.failed(
                .client, .claimMissing,
                "none of \(token.issuer?.clientIDClaims.map(\.name).joined(separator: ", ") ?? "") is present")
        }
        guard !deniedClients.contains(token) else {
            throw trace.failed(
                .client, .clientRevoked, "the client \(token.claims.clientID ?? "") was deleted or suspended")
        }
        trace.passed(.client, "the client is \(token.claims.clientID ?? "")")
    }

    /// The certificate that the token is bound to (RFC 8705 §3); no other proof is known.
    @inline(never)
    private static func checkProof<Trace: DecisionTrace>(
        _ claims: Claims, _ certificate: ClientCertificate?, _ trace: inout Trace
    ) throws(Rejection) {
        guard let part = claims.certificatePart else {
            throw trace.failed(
                .proof, .proofRequired, "cnf binds the token to a key, and to no certificate alone: no proof was given")
        }
        guard let certificate else {
            throw trace.failed(
                .proof, .proofRequired, "cnf binds the token to a certificate, and the client has shown none")
        }
        guard certificate.bytes.isEqual(to: claims.texts.span, Int(part.lowerBound)..<Int(part.upperBound)) else {
            throw trace.failed(
                .proof, .certificateMismatch, "cnf binds the token to another certificate than the client's")
        }
        trace.passed(.proof, "cnf binds the token to the client's certificate")
    }

    /// One of the issuer's audiences, and one of the API's where it narrows them.
    private static func checkAudience<Trace: DecisionTrace>(
        _ token: VerifiedToken, api: CompiledAPI?, _ trace: inout Trace
    ) throws(Rejection) {
        let isNarrowed = api?.isAudienceNarrowed ?? false
        guard isNarrowed || !token.acceptsAnyAudience else {
            trace.passed(.audience, "any audience is accepted")
            return
        }
        guard token.claims.hasAudience else {
            throw trace.failed(.audience, .claimMissing, "there is no aud")
        }
        guard token.hasAcceptedAudience, !isNarrowed || api?.audiences?.admits(token.claims) ?? true else {
            throw trace.failed(
                .audience, .audienceMismatch, "aud is \(token.claims.audience?.joined(separator: ", ") ?? "")")
        }
        trace.passed(.audience, "aud is \(token.claims.audience?.joined(separator: ", ") ?? "")")
    }

    /// `exp`, `nbf` and `iat`, and the longest accepted time between them.
    @inline(__always)
    private static func checkLifetime<Trace: DecisionTrace>(
        _ token: VerifiedToken, at instant: Instant, _ trace: inout Trace
    ) throws(Rejection) {
        // Kept within what a NumericDate can be, so that no sum below can overflow.
        let now = min(max(instant.unixSeconds, 0), NumericDate.maximum)
        guard let expiresAt = token.claims.expiresAt else {
            throw trace.failed(.lifetime, .claimMissing, "there is no exp")
        }
        guard now < expiresAt + Int64(token.clockSkewSeconds) else {
            throw trace.failed(.lifetime, .tokenExpired, "exp was \(now - expiresAt) s ago")
        }
        if let notBefore = token.claims.notBefore, notBefore > now + Int64(token.clockSkewSeconds) {
            throw trace.failed(.lifetime, .tokenNotYetValid, "nbf is in \(notBefore - now) s")
        }
        if let issuedAt = token.claims.issuedAt, issuedAt > now + Int64(token.clockSkewSeconds) {
            throw trace.failed(.lifetime, .tokenNotYetValid, "iat is in \(issuedAt - now) s")
        }
        let maximum = token.maximumLifetimeSeconds
        if maximum > 0 {
            guard let issuedAt = token.claims.issuedAt else {
                throw trace.failed(.lifetime, .claimMissing, "max_token_lifetime needs iat, and there is none")
            }
            guard expiresAt - issuedAt <= maximum else {
                throw trace.failed(.lifetime, .lifetimeExceeded, "exp - iat is \(expiresAt - issuedAt) s")
            }
        }
        trace.passed(.lifetime, "expires in \(expiresAt - now) s")
    }
}
