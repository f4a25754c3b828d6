internal import TollgateCrypto

extension Gate {
    /// Verifies a token's signature with the keys of the gate's issuers, and reads its claims.
    ///
    /// The claims are not checked: neither time nor audience nor issuer. `checkClaims` does that.
    ///
    /// - Parameters:
    ///   - token: The bytes of the token.
    ///   - instant: Now.
    /// - Returns: The verified token, or why there is none.
    public func verify(_ token: Span<UInt8>, at instant: Instant) -> Verification {
        var trace = NoTrace()
        return verify(token, issuers: Array(catalogue.issuers.indices), at: instant, &trace)
    }

    /// Checks the claims of a verified token as far as no API is needed: issuer, type, audience, lifetime, client.
    ///
    /// - Parameters:
    ///   - token: The verified token.
    ///   - instant: Now.
    /// - Throws: The first check that fails.
    public func checkClaims(_ token: VerifiedToken, at instant: Instant) throws(Rejection) {
        var trace = NoTrace()
        try ClaimRules.check(token, api: nil, deniedClients: deniedClients, at: instant, &trace)
    }

    func verify<Trace: DecisionTrace>(
        _ token: Span<UInt8>, issuers: [Int], at instant: Instant, after earlier: KeyWait? = nil,
        remembers: Bool = true, _ trace: inout Trace
    ) -> Verification {
        if remembers, let known = knownToken(token, at: instant) {
            trace.passed(.signature, "these bytes were verified before, and the keys are the same")
            return .verified(known)
        }
        do throws(Rejection) {
            let parts = try CompactToken(token, maximumBytes: maximumTokenBytes)
            guard let headerJSON = Base64URL.decode(token.extracting(parts.header)) else { throw .tokenMalformed }
            let header = try TokenHeader(headerJSON.span, acceptedTypes: catalogue.acceptedTypes)
            trace.passed(.token, "a compact token with alg RS256 and typ \(header.type ?? "absent")")

            let table = keys.table()
            let candidates = table.candidates(for: header.keyID)
            // A key of an issuer that this API does not admit may have the same kid: then it may still be unknown.
            let isKnownHere = candidates.contains { $0.issuers.contains { issuers.contains($0) } }
            let signed = token.extracting(parts.signingInput)
            let signer =
                candidates.isEmpty
                ? nil : Self.signer(of: signed, try Self.signature(token, parts), among: candidates)
            guard let signer else {
                guard !isKnownHere else {
                    throw trace.failed(.signature, .signatureInvalid, "it is not that of the key")
                }
                switch keys.unknownKey(issuers: issuers, at: instant, after: earlier) {
                case .wait(let wait): return .awaitingKeys(wait)
                case .reject(let rejection):
                    throw trace.failed(.key, rejection, "no issuer has a key \(header.keyID?.text ?? "for no kid")")
                }
            }
            trace.passed(.key, "kid \(header.keyID?.text ?? "absent, and there is only one key")")
            trace.passed(.signature, "verified with a key of \(signer.key.modulusBits) bits")
            return .verified(try claims(token, parts, header, table, signer, at: instant, &trace))
        } catch {
            return .rejected(trace.failedUnlessTold(.token, error))
        }
    }

    /// The verified token with these bytes, if it is remembered and its issuer's keys are still the same.
    private func knownToken(_ token: Span<UInt8>, at instant: Instant) -> VerifiedToken? {
        guard let entry = tokenCache.entry(for: token), let issuer = entry.token.issuer else { return nil }
        guard entry.keyGeneration == keys.generation(of: issuer.index),
            keys.mayUseKeys(of: issuer.index, at: instant)
        else { return nil }
        return entry.token
    }

    private static func signature(_ token: Span<UInt8>, _ parts: CompactToken) throws(Rejection) -> [UInt8] {
        guard let signature = Base64URL.decode(token.extracting(parts.signature)) else { throw .tokenMalformed }
        return signature
    }

    /// The key that made a signature, if it is one of the candidates.
    private static func signer(
        of signed: Span<UInt8>, _ signature: [UInt8], among candidates: ArraySlice<KeyTable.Candidate>
    ) -> KeyTable.Candidate? {
        for candidate in candidates where candidate.key.isValidSignature(signature.span, over: signed) {
            return candidate
        }
        return nil
    }

    /// Reads the claims of a token whose signature was verified, and remembers it.
    private func claims<Trace: DecisionTrace>(
        _ token: Span<UInt8>, _ parts: CompactToken, _ header: TokenHeader, _ table: KeyTable,
        _ signer: KeyTable.Candidate, at instant: Instant, _ trace: inout Trace
    ) throws(Rejection) -> VerifiedToken {
        guard let payload = Base64URL.decode(token.extracting(parts.payload)) else { throw .tokenMalformed }
        let result: ClaimsReader.Result
        do throws(Rejection) {
            result = try ClaimsReader.read(payload.span, issuers: catalogue.issuersByIdentifier)
        } catch {
            throw trace.failed(.claims, error, "the claims cannot be used")
        }
        if let issuer = result.issuer {
            // Issuers may share keys; they can never vouch for each other (design §6).
            guard signer.issuers.contains(issuer.index) else {
                throw trace.failed(.key, .keyUnknown, "the key is not one of `\(issuer.name)`")
            }
            guard keys.mayUseKeys(of: issuer.index, at: instant) else {
                throw trace.failed(.key, .keysUnavailable, "the keys of `\(issuer.name)` are older than max_stale")
            }
        }
        trace.passed(.claims, "strict JSON")
        let verified = VerifiedToken(claims: result.claims, issuer: result.issuer, type: TokenType(header.type))
        if let issuer = result.issuer {
            // The table's generation, not the newest: keys that changed meanwhile make the entry void at once.
            tokenCache.insert(
                CachedToken(token, token: verified, keyGeneration: table.generations[issuer.index]))
        }
        return verified
    }
}
