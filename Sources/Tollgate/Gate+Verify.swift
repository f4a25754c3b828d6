internal import TollgateCrypto
internal import TollgateEncoding

extension Gate {
    /// Verifies a token's signature with the keys of the gate's issuers, and reads its claims.
    ///
    /// The claims are not checked: neither time nor audience nor issuer. ``checkClaims(_:at:)`` does that.
    ///
    /// - Parameters:
    ///   - token: The bytes of the token.
    ///   - instant: Now.
    /// - Returns: The verified token, or the reason why there is none.
    public func verify(_ token: Span<UInt8>, at instant: Instant) -> Verification {
        var trace = NoTrace()
        let index = catalogue.index
        return verify(token, by: index, issuers: index.everyIssuer, at: instant, &trace)
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
    ///   - index: The catalogue that the claims are read by.
    ///   - issuers: The issuers whose tokens are accepted: no other keys are tried, and none but theirs are fetched.
    ///   - instant: Now.
    ///   - earlier: The wait before this call, if any.
    ///   - trace: Gets every step, for explaining.
    /// - Returns: The verified token, or the reason why there is none.
    func verify<Trace: DecisionTrace>(
        _ token: Span<UInt8>, by index: CatalogueIndex, issuers: IssuerSet, at instant: Instant,
        after earlier: KeyWait? = nil,
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
            var known = table.knownHeaders.header(token, parts.header, for: issuers)
            let header: TokenHeader
            if let known { header = known.header } else { header = try Self.header(token, parts, issuers) }
            trace.passed(.token, "a compact token with alg RS256 and typ \(header.type ?? "absent")")

            let signed = token.extracting(parts.signingInput)
            var candidates =
                known?.onlyKey?.candidates ?? Self.candidates(header.keyID, in: table, issuers, payload, index)
            var found = Self.signer(of: signed, signature, among: candidates)
            while found == nil {
                let missing = MissingKey(keyID: header.keyID, candidates: candidates, issuers: issuers, table: table)
                func reason() -> String { Self.reason(header.keyID, candidates, payload, index, issuers) }
                if var wait = try ask(for: missing, at: instant, after: earlier, &trace, reason) {
                    wait.tokenBytes = token.count
                    return .awaitingKeys(wait)
                }
                table = keys.table()
                known = nil
                candidates = Self.candidates(header.keyID, in: table, issuers, payload, index)
                found = Self.signer(of: signed, signature, among: candidates)
            }
            guard let key = found else { throw .keyUnknown }
            trace.passed(.key, Self.origin(header.keyID, candidates))
            trace.passed(.signature, "verified with a key of \(key.modulusBits) bits")
            let signer = Signer(key: key, keyID: header.keyID, owner: known?.onlyKey?.owner, table: table)
            let verified = try read(
                payload.span, of: token, header.tokenType, index, issuers, signer, at: instant, &trace)
            if known == nil, let owner = verified.issuer?.slot {
                table.knownHeaders.insert(
                    KnownHeader(
                        encoded: [UInt8](token.extracting(parts.header)), header: header, issuers: issuers,
                        candidates: candidates, owner: owner))
            }
            return .verified(verified)
        } catch {
            return .rejected(trace.failedUnlessTold(.token, error))
        }
    }

    private static func header(
        _ token: Span<UInt8>, _ parts: CompactToken, _ issuers: IssuerSet
    ) throws(Rejection) -> TokenHeader {
        guard let json = Base64URL.decode(token.extracting(parts.header)) else { throw .tokenMalformed }
        return try TokenHeader(json.span, acceptedTypes: issuers.acceptedTypes)
    }

    /// The keys that a token is tried with, in that order.
    private static func candidates(
        _ keyID: ExactString?, in table: KeyTable, _ issuers: IssuerSet, _ payload: [UInt8], _ index: CatalogueIndex
    ) -> [RS256Key] {
        table.candidates(for: keyID, of: issuers) {
            NamedIssuer.read(payload.span).flatMap { index.issuer(named: $0, in: payload.span) }?.slot
        }
    }

    /// The key that made a signature, if it is one of the candidates.
    private static func signer(
        of signed: Span<UInt8>, _ signature: borrowing SignatureBytes, among candidates: [RS256Key]
    ) -> RS256Key? {
        for key in candidates where signature.isValid(over: signed, key) { return key }
        return nil
    }

    /// A key that has made a signature and is not among those that were tried.
    private struct MissingKey {
        let keyID: ExactString?
        let candidates: [RS256Key]
        let issuers: IssuerSet
        let table: KeyTable
    }

    /// Asks the issuers for a key that is missing, as far as they may be asked.
    ///
    /// - Parameters:
    ///   - missing: The key.
    ///   - instant: Now.
    ///   - earlier: The wait before this call, if any.
    ///   - trace: Gets every step, for explaining.
    ///   - reason: Says why no key was found.
    /// - Returns: The fetches to wait for; `nil` where there are other keys now than those that were tried.
    /// - Throws: ``Rejection/signatureInvalid``, ``Rejection/keyUnknown`` or ``Rejection/keysUnavailable``.
    private func ask<Trace: DecisionTrace>(
        for missing: MissingKey, at instant: Instant, after earlier: KeyWait?, _ trace: inout Trace,
        _ reason: () -> String
    ) throws(Rejection) -> KeyWait? {
        let (issuers, table) = (missing.issuers, missing.table)
        // An issuer without a key under that kid may have got one since, and any issuer one for no kid.
        let isKnown = missing.keyID != nil && !missing.candidates.isEmpty
        let isEveryones = isKnown && issuers.slots.count == 1
        let lacking = isEveryones ? [] : table.slots(of: issuers, lacking: missing.keyID)
        let verdict: Rejection = isKnown ? .signatureInvalid : .keyUnknown
        guard !isKnown || !lacking.isEmpty else { throw trace.failed(.signature, verdict, reason()) }
        switch keys.unknownKey(issuers: lacking, keyID: missing.keyID, in: table, at: instant, after: earlier) {
        case .retry: return nil
        case .wait(let wait):
            trace.waits(isKnown ? .signature : .key, verdict, reason())
            return wait
        case .reject(.keyUnknown): throw trace.failed(isKnown ? .signature : .key, verdict, reason())
        case .reject(let rejection): throw trace.failed(.key, rejection, reason())
        }
    }

    /// The key that has verified a token, and where it is from.
    private struct Signer {
        let key: RS256Key
        /// The `kid` of the token.
        let keyID: ExactString?
        /// An issuer that is known to have exactly this key, if one is.
        let owner: IssuerSlot?
        let table: KeyTable

        /// Whether it is a key of an issuer.
        func isKey(of slot: IssuerSlot) -> Bool { slot == owner || table.has(key, under: keyID, of: slot) }
    }

    /// Reads the claims of a token whose signature was verified.
    private func read<Trace: DecisionTrace>(
        _ payload: Span<UInt8>, of token: Span<UInt8>, _ type: TokenType, _ index: CatalogueIndex, _ issuers: IssuerSet,
        _ signer: Signer, at instant: Instant, _ trace: inout Trace
    ) throws(Rejection) -> VerifiedToken {
        let result: ClaimsReader.Result
        do throws(ClaimsFault) {
            result = try ClaimsReader.read(payload, by: index)
        } catch {
            throw trace.failed(.claims, error.rejection, error.words(payload, by: index))
        }
        // Issuers may share keys; they can never vouch for each other (design §6). Where `iss` names none whose keys were
        // tried, no key vouches for it: the token is no issuer's.
        guard let issuer = result.issuer, issuers.contains(issuer.slot) else {
            trace.passed(.claims, "strict JSON")
            return VerifiedToken([UInt8](token), claims: result.claims, issuer: nil, type: type, indexID: index.id)
        }
        guard signer.isKey(of: issuer.slot) else {
            throw trace.failed(.key, .keyUnknown, "the key is not one of `\(issuer.name)`")
        }
        guard signer.table.mayUseKeys(of: issuer.slot, at: instant) else {
            throw trace.failed(.key, .keysUnavailable, "the keys of `\(issuer.name)` are older than max_stale")
        }
        trace.passed(.claims, "strict JSON")
        // The table's generation, not the newest: keys that changed meanwhile make the token void at once.
        let (freshness, generation) = signer.table.freshness(of: issuer.slot)
        return VerifiedToken(
            [UInt8](token), claims: result.claims, issuer: issuer, type: type, indexID: index.id, freshness: freshness,
            keyGeneration: generation)
    }

    /// The token as another catalogue reads it; its signature stays verified.
    ///
    /// - Parameters:
    ///   - token: A verified token.
    ///   - index: That catalogue.
    /// - Returns: The token, read once more.
    /// - Throws: ``Rejection/claimsMalformed`` or ``Rejection/claimMissing`` where that catalogue refuses its claims;
    ///   ``Rejection/keyUnknown`` where its keys are another issuer's now.
    func reread(_ token: VerifiedToken, by index: CatalogueIndex) throws(Rejection) -> VerifiedToken {
        let bytes = token.bytes
        let parts = try CompactToken(bytes.span, maximumBytes: .max)
        guard let payload = Base64URL.decode(bytes.span.extracting(parts.payload)) else { throw .tokenMalformed }
        let result: ClaimsReader.Result
        do throws(ClaimsFault) {
            result = try ClaimsReader.read(payload.span, by: index)
        } catch {
            throw error.rejection
        }
        guard result.issuer == nil || result.issuer?.slot == token.issuer?.slot else { throw .keyUnknown }
        return VerifiedToken(
            bytes, claims: result.claims, issuer: result.issuer, type: token.type, indexID: index.id,
            freshness: token.freshness, keyGeneration: token.keyGeneration)
    }
}
