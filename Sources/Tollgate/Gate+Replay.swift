internal import TollgateCatalogue

extension Gate {
    /// The token of a credential that was decided about: as it is remembered, or verified once more.
    ///
    /// - Parameters:
    ///   - credential: The credential.
    ///   - request: What it was used for.
    ///   - instant: Now.
    /// - Returns: The token, or `nil` where it does not verify.
    public func verifiedToken(
        of credential: BearerCredential, for request: GateRequest, at instant: Instant
    ) -> VerifiedToken? {
        let value = credential.value.utf8Span.span
        let bytes = value.extracting(credential.start..<value.count)
        switch tokenCache.find(bytes, on: request.api) {
        case .use(let use): return use
        case .token(let token): return token
        case .nothing: break
        }
        guard case .verified(let token) = verify(bytes, at: instant) else { return nil }
        return token
    }

    /// Decides about a request as if a valid token had these claims.
    ///
    /// Issuer, audience, client, scopes, access, plan and limits are checked by the code of the request path. Signature,
    /// type and lifetime are not: whoever has the claims has had them checked before.
    ///
    /// - Parameters:
    ///   - claims: What the token says.
    ///   - request: What is asked for.
    ///   - instant: Now.
    /// - Returns: The decision; an admitted request is charged to the client's limits.
    public func decide(_ claims: Claims, _ request: GateRequest, at instant: Instant) -> Decision {
        let rules = request.api.rules
        let issuer = rules.issuers.first { $0.issuer == ExactString(claims.issuer) }
        let token = VerifiedToken(
            [], claims: claims.valid(at: instant, audiences: rules.audiences), issuer: issuer,
            type: issuer?.tokenTypes.first ?? TokenType(nil), rulesID: rules.id)
        var trace = NoTrace()
        return decide(token, request, at: instant, charges: true, &trace)
    }
}

extension Claims {
    /// The same claims in a token that has just been issued, its audiences numbered as a catalogue has them.
    fileprivate func valid(at instant: Instant, audiences names: AudienceNames) -> Claims {
        var claims = self
        let now = min(max(instant.unixSeconds, 0), NumericDate.maximum - 1)
        claims.issuedAt = now
        claims.notBefore = nil
        claims.expiresAt = now + 1
        claims.audienceBits = 0
        var cursor = claims.audiences
        while let part = cursor.next(in: claims.texts) {
            claims.audienceBits |= names.bit(of: claims.texts.span, part)
        }
        return claims
    }
}
