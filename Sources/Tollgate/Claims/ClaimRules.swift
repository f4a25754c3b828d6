/// The checks on what a verified token says.
///
/// They run on every request, also where the token is known.
enum ClaimRules {
    /// Checks that the token is meant for here and now, in the documented order.
    ///
    /// - Parameters:
    ///   - token: A token whose signature was verified.
    ///   - api: The API that is called, or `nil` to leave out what only an API demands.
    ///   - deniedClients: The clients that were deleted or suspended.
    ///   - instant: Now.
    ///   - trace: What was seen, for explaining.
    /// - Throws: The first check that fails.
    static func check<Trace: DecisionTrace>(
        _ token: VerifiedToken, api: GateAPI?, deniedClients: DeniedClients, at instant: Instant, _ trace: inout Trace
    ) throws(Rejection) {
        let claims = token.claims
        // Kept within what a NumericDate can be, so that no sum below can overflow.
        let now = min(max(instant.unixSeconds, 0), NumericDate.maximum)
        guard let rules = token.issuer, api?.issuers.contains(rules.index) ?? true else {
            throw trace.failed(.issuer, .issuerUnknown, "iss \(claims.issuer) is not an issuer of this API")
        }
        trace.passed(.issuer, "iss \(claims.issuer) is `\(rules.name)`")

        guard rules.tokenTypes.contains(token.type) else {
            throw trace.failed(.type, .tokenTypeUnsupported, "`\(rules.name)` does not issue access tokens of this typ")
        }
        guard !claims.isOtherKindOfToken else {
            throw trace.failed(.type, .tokenTypeUnsupported, "the claims are those of another kind of token")
        }
        trace.passed(.type, "an access token")

        try checkAudience(claims, accepted: rules.audiences, &trace)
        if let narrower = api?.audiences { try checkAudience(claims, accepted: narrower, &trace) }

        guard let expiresAt = claims.expiresAt else {
            throw trace.failed(.lifetime, .claimMissing, "there is no exp")
        }
        guard now < expiresAt + rules.clockSkewSeconds else {
            throw trace.failed(.lifetime, .tokenExpired, "exp was \(now - expiresAt) s ago")
        }
        if let notBefore = claims.notBefore, notBefore > now + rules.clockSkewSeconds {
            throw trace.failed(.lifetime, .tokenNotYetValid, "nbf is in \(notBefore - now) s")
        }
        if let issuedAt = claims.issuedAt, issuedAt > now + rules.clockSkewSeconds {
            throw trace.failed(.lifetime, .tokenNotYetValid, "iat is in \(issuedAt - now) s")
        }
        if let maximum = rules.maximumTokenLifetimeSeconds {
            guard let issuedAt = claims.issuedAt else {
                throw trace.failed(.lifetime, .claimMissing, "max_token_lifetime needs iat, and there is none")
            }
            guard expiresAt - issuedAt <= maximum else {
                throw trace.failed(.lifetime, .lifetimeExceeded, "exp - iat is \(expiresAt - issuedAt) s")
            }
        }
        trace.passed(.lifetime, "expires in \(expiresAt - now) s")

        guard !claims.isBoundToKey else {
            throw trace.failed(.proof, .proofRequired, "cnf binds the token to a key, and no proof was given")
        }
        guard let client = claims.exactClientID else {
            let names = rules.clientIDClaims.map(\.name).joined(separator: ", ")
            throw trace.failed(.client, .claimMissing, "none of \(names) is present")
        }
        guard !deniedClients.contains(issuer: claims.exactIssuer, client: client) else {
            throw trace.failed(.client, .clientRevoked, "the client \(client.text) was deleted or suspended")
        }
        trace.passed(.client, "the client is \(client.text)")
    }

    private static func checkAudience<Trace: DecisionTrace>(
        _ claims: Claims, accepted: [ExactString]?, _ trace: inout Trace
    ) throws(Rejection) {
        guard let accepted else {
            trace.passed(.audience, "any audience is accepted")
            return
        }
        guard let audience = claims.audience else {
            throw trace.failed(.audience, .claimMissing, "there is no aud")
        }
        guard let match = audience.first(where: { accepted.contains(ExactString($0)) }) else {
            throw trace.failed(.audience, .audienceMismatch, "aud is \(audience.joined(separator: ", "))")
        }
        trace.passed(.audience, "aud has \(match)")
    }
}
