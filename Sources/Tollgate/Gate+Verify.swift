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
        let rules = catalogue.rules
        return verify(token, rules: rules, keySlots: rules.issuers.map(\.keySlot), at: instant, &trace)
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

    /// Verifies a token that is not remembered.
    ///
    /// - Parameters:
    ///   - token: Its bytes.
    ///   - rules: What the catalogue says.
    ///   - keySlots: The places in the key store of the issuers whose keys may be fetched for it.
    ///   - instant: Now.
    ///   - earlier: What was waited for before.
    ///   - trace: What was seen, for explaining.
    /// - Returns: The verified token, or why there is none.
    func verify<Trace: DecisionTrace>(
        _ token: Span<UInt8>, rules: GateRules, keySlots: [Int], at instant: Instant, after earlier: KeyWait? = nil,
        _ trace: inout Trace
    ) -> Verification {
        do throws(Rejection) {
            // Its form comes first, all of it: what is no token must not cause a fetch of keys.
            guard token.count <= maximumTokenBytes else {
                throw trace.failed(
                    .token, .tokenTooLong, "it has \(token.count) bytes, and at most \(maximumTokenBytes) are accepted")
            }
            let parts = try CompactToken(token, maximumBytes: maximumTokenBytes)
            var signature = SignatureBytes()
            guard let payload = Base64URL.decode(token.extracting(parts.payload)),
                signature.decode(token.extracting(parts.signature))
            else { throw .tokenMalformed }

            var table = keys.table()
            var known = table.knownHeaders.header(token, parts.header, rules: rules)
            let header: TokenHeader
            if let known { header = known.header } else { header = try Self.header(token, parts, rules) }
            trace.passed(.token, "a compact token with alg RS256 and typ \(header.type ?? "absent")")

            var candidates = known?.candidates ?? table.candidates(for: header.keyID)
            var found = Self.signer(of: token.extracting(parts.signingInput), signature, among: candidates)
            while found == nil {
                // A key of an issuer that this API does not admit may have the same kid: then it may still be unknown.
                guard !candidates.contains(where: { $0.issuers.contains { keySlots.contains($0) } }) else {
                    throw trace.failed(.signature, .signatureInvalid, "it is not that of the key")
                }
                switch keys.unknownKey(
                    issuers: keySlots, keyID: header.keyID, in: table, at: instant, after: earlier)
                {
                case .look:
                    table = keys.table()
                    known = nil
                    candidates = table.candidates(for: header.keyID)
                    found = Self.signer(of: token.extracting(parts.signingInput), signature, among: candidates)
                case .wait(let wait): return .awaitingKeys(wait)
                case .reject(let rejection):
                    throw trace.failed(.key, rejection, "no issuer has a key \(header.keyID?.text ?? "for no kid")")
                }
            }
            guard let signer = found else { throw .keyUnknown }
            if known == nil {
                table.knownHeaders.insert(
                    KnownHeader(
                        encoded: [UInt8](token.extracting(parts.header)), header: header, candidates: candidates,
                        rules: rules))
            }
            trace.passed(.key, "kid \(header.keyID?.text ?? "absent, and there is only one key")")
            trace.passed(.signature, "verified with a key of \(signer.key.modulusBits) bits")
            return .verified(
                try read(payload.span, of: token, header.tokenType, rules, table, signer, at: instant, &trace))
        } catch {
            return .rejected(trace.failedUnlessTold(.token, error))
        }
    }

    private static func header(
        _ token: Span<UInt8>, _ parts: CompactToken, _ rules: GateRules
    ) throws(Rejection) -> TokenHeader {
        guard let json = Base64URL.decode(token.extracting(parts.header)) else { throw .tokenMalformed }
        return try TokenHeader(json.span, acceptedTypes: rules.acceptedTypes)
    }

    /// The key that made a signature, if it is one of the candidates.
    private static func signer(
        of signed: Span<UInt8>, _ signature: borrowing SignatureBytes, among candidates: [KeyTable.Candidate]
    ) -> KeyTable.Candidate? {
        for candidate in candidates where signature.isValid(over: signed, candidate.key) { return candidate }
        return nil
    }

    /// Reads the claims of a token whose signature was verified.
    private func read<Trace: DecisionTrace>(
        _ payload: Span<UInt8>, of token: Span<UInt8>, _ type: TokenType, _ rules: GateRules, _ table: KeyTable,
        _ signer: KeyTable.Candidate, at instant: Instant, _ trace: inout Trace
    ) throws(Rejection) -> VerifiedToken {
        let result: ClaimsReader.Result
        do throws(ClaimsFault) {
            result = try ClaimsReader.read(payload, rules: rules)
        } catch {
            throw trace.failed(.claims, error.rejection, error.words(payload, rules: rules))
        }
        if let issuer = result.issuer {
            // Issuers may share keys; they can never vouch for each other (design §6).
            guard signer.issuers.contains(issuer.keySlot) else {
                throw trace.failed(.key, .keyUnknown, "the key is not one of `\(issuer.name)`")
            }
            guard table.mayUseKeys(of: issuer.keySlot, at: instant) else {
                throw trace.failed(.key, .keysUnavailable, "the keys of `\(issuer.name)` are older than max_stale")
            }
        }
        trace.passed(.claims, "strict JSON")
        // The table's generation, not the newest: keys that changed meanwhile make the token void at once.
        return VerifiedToken(
            [UInt8](token), claims: result.claims, issuer: result.issuer, type: type, rulesID: rules.id,
            freshness: result.issuer.map { table.freshness[$0.keySlot] } ?? .never,
            keyGeneration: result.issuer.map { table.generations[$0.keySlot] } ?? 0)
    }

    /// The token as the rules of another catalogue read it; its signature stays verified.
    ///
    /// - Parameters:
    ///   - token: A verified token.
    ///   - rules: The rules.
    /// - Returns: The token, read anew.
    /// - Throws: What reading the claims throws; `keyUnknown` where its keys are another issuer's now.
    func reread(_ token: VerifiedToken, rules: GateRules) throws(Rejection) -> VerifiedToken {
        let bytes = token.bytes
        let parts = try CompactToken(bytes.span, maximumBytes: .max)
        guard let payload = Base64URL.decode(bytes.span.extracting(parts.payload)) else { throw .tokenMalformed }
        let result: ClaimsReader.Result
        do throws(ClaimsFault) {
            result = try ClaimsReader.read(payload.span, rules: rules)
        } catch {
            throw error.rejection
        }
        guard result.issuer == nil || result.issuer?.keySlot == token.issuer?.keySlot else { throw .keyUnknown }
        return VerifiedToken(
            bytes, claims: result.claims, issuer: result.issuer, type: token.type, rulesID: rules.id,
            freshness: token.freshness, keyGeneration: token.keyGeneration)
    }
}
