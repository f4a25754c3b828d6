internal import TollgateCatalogue
internal import TollgateEncoding

extension Gate {
    /// The token of a credential that was decided about: as it is remembered, or verified once more.
    ///
    /// - Parameters:
    ///   - credential: The credential.
    ///   - request: The request that it was used for.
    ///   - instant: Now.
    /// - Returns: The token, or `nil` where it does not verify.
    package func verifiedToken(
        of credential: BearerCredential, for request: GateRequest, at instant: Instant
    ) -> VerifiedToken? {
        let value = credential.value.utf8Span.span
        let bytes = value.extracting(credential.start..<value.count)
        switch tokenCache.find(bytes, on: request.api) {
        case .authorized(let token): return token
        case .verified(let token): return token
        case .nothing: break
        }
        guard case .verified(let token) = verify(bytes, at: instant) else { return nil }
        return token
    }

    /// The token of a credential, where it is remembered: nothing is verified.
    ///
    /// - Parameters:
    ///   - credential: The credential.
    ///   - api: The API that it was used for.
    /// - Returns: The token, or `nil` where it is not remembered.
    package func rememberedToken(of credential: BearerCredential, on api: CompiledAPI) -> VerifiedToken? {
        let value = credential.value.utf8Span.span
        switch tokenCache.find(value.extracting(credential.start..<value.count), on: api) {
        case .authorized(let token): return token
        case .verified(let token): return token
        case .nothing: return nil
        }
    }

    /// Decides about a request as if a valid token had these claims.
    ///
    /// Issuer, audience, client, scopes, access, plan and limits are checked by the code of the request path.
    /// Signature, type and lifetime are not: they were checked when the claims were recorded.
    ///
    /// - Parameters:
    ///   - claims: The claims of the token.
    ///   - request: The request.
    ///   - instant: Now.
    /// - Returns: The decision; an admitted request is charged to the client's limits.
    package func decide(claims: Claims, _ request: GateRequest, at instant: Instant) -> Decision {
        let index = request.api.index
        let issuer = index.issuers.first { $0.issuer == ExactString(claims.issuer) }
        let token = VerifiedToken(
            [], claims: claims.valid(at: instant, audiences: index.audiences), issuer: issuer,
            type: issuer?.tokenTypes.first ?? TokenType(nil), indexID: index.id)
        var trace = NoTrace()
        return authorize(token, request, at: instant, &trace)
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
