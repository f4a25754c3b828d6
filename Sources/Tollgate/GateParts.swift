internal import TollgateCatalogue
internal import TollgateCrypto

/// The steps of a decision, one by one, for measuring them.
///
/// Each method calls what the path of a request calls, on one token that passes, and answers whether it succeeded. None
/// is inlined into its caller: a loop around it must not be simplified to doing the work once.
package struct GateParts: Sendable {
    private let gate: Gate
    private let request: GateRequest
    private let instant: Instant
    private let token: [UInt8]
    private let parts: CompactToken
    private let headerJSON: [UInt8]
    private let header: TokenHeader
    private let payload: [UInt8]
    private let signature: [UInt8]
    private let signer: RS256Key
    private let use: TokenUse

    /// Prepares the steps: the gate decides about the token once, so that it knows its header, its client and itself.
    ///
    /// - Parameters:
    ///   - gate: The gate, with its keys.
    ///   - credential: A token that it admits.
    ///   - request: What the token is used for.
    ///   - instant: Now, for all steps.
    /// - Throws: Why the gate does not admit it; `keyUnknown` where its key is missing.
    package init(
        _ gate: Gate, _ credential: BearerCredential, _ request: GateRequest, at instant: Instant
    ) throws(Rejection) {
        switch gate.decide(credential, request, at: instant) {
        case .admit(let pass): use = pass.use
        case .reject(let rejection, _): throw rejection
        case .awaitingKeys: throw .keyUnknown
        }
        self.gate = gate
        self.request = request
        self.instant = instant
        let token = use.bytes
        let parts = try CompactToken(token.span, maximumBytes: gate.maximumTokenBytes)
        guard let headerJSON = Base64URL.decode(token.span.extracting(parts.header)),
            let payload = Base64URL.decode(token.span.extracting(parts.payload)),
            let signature = Base64URL.decode(token.span.extracting(parts.signature))
        else { throw .tokenMalformed }
        let header = try TokenHeader(headerJSON.span, acceptedTypes: request.api.issuers.acceptedTypes)
        let issuer = use.issuer?.slot
        guard
            let signer = gate.keys.table().candidates(for: header.keyID, of: request.api.issuers, named: { issuer })
                .first
        else { throw .keyUnknown }
        self.token = token
        self.parts = parts
        self.headerJSON = headerJSON
        self.header = header
        self.payload = payload
        self.signature = signature
        self.signer = signer
    }

    // MARK: - The token

    /// Looks up what is known of the token on the API.
    @inline(never)
    package func findInCache() -> Bool {
        if case .use = gate.tokenCache.find(token.span, on: request.api) { return true }
        return false
    }

    /// Finds the three parts of the token.
    @inline(never)
    package func split() -> Bool {
        (try? CompactToken(token.span, maximumBytes: gate.maximumTokenBytes)) != nil
    }

    /// Decodes the payload.
    @inline(never)
    package func decodePayload() -> Bool { Base64URL.decode(token.span.extracting(parts.payload)) != nil }

    /// Decodes the signature.
    @inline(never)
    package func decodeSignature() -> Bool {
        var bytes = SignatureBytes()
        return bytes.decode(token.span.extracting(parts.signature))
    }

    /// Decodes and reads the header as if it were the first of its kind.
    @inline(never)
    package func readHeader() -> Bool {
        guard let json = Base64URL.decode(token.span.extracting(parts.header)) else { return false }
        return (try? TokenHeader(json.span, acceptedTypes: request.api.issuers.acceptedTypes)) != nil
    }

    /// Finds the header among those that verified tokens have had.
    @inline(never)
    package func findKnownHeader() -> Bool {
        gate.keys.table().knownHeaders.header(token.span, parts.header, for: request.api.issuers) != nil
    }

    /// Finds the keys that the token may have been signed with, by its `kid`.
    @inline(never)
    package func findKeys() -> Bool {
        !gate.keys.table().candidates(for: header.keyID, of: request.api.issuers, named: { nil }).isEmpty
    }

    /// Verifies the signature: SHA-256, RSA, and what it takes to get at a context for them.
    @inline(never)
    package func verifySignature() -> Bool {
        signer.isValidSignature(signature.span, over: token.span.extracting(parts.signingInput))
    }

    /// Reads the claims.
    @inline(never)
    package func readClaims() -> Bool {
        (try? ClaimsReader.read(payload.span, rules: request.api.rules)) != nil
    }

    // MARK: - The decision

    /// Checks issuer, type, audience, lifetime and client.
    @inline(never)
    package func checkClaims() -> Bool {
        var trace = NoTrace()
        return
            (try? ClaimRules.check(
                use, api: request.api, deniedClients: gate.deniedClients, at: instant, &trace)) != nil
    }

    /// Finds out what the scopes amount to; they have been seen before.
    @inline(never)
    package func recallGrant() -> Bool {
        var trace = NoTrace()
        return GrantResolver.grant(of: use.claims, on: request.api, &trace).hasPlan
    }

    /// Finds out what the scopes amount to, from the policies.
    @inline(never)
    package func resolveGrant() -> Bool {
        var trace = NoTrace()
        return ResolvedGrant(GrantResolver.resolve(use.claims, request.api, &trace)).hasPlan
    }

    /// Checks that the grant opens the method and path, and comes with a plan.
    @inline(never)
    package func checkGrant() -> Bool {
        var trace = NoTrace()
        return (try? GrantResolver.check(use.grant, request, &trace)) != nil
    }

    /// Finds the counters of the token's client.
    @inline(never)
    package func findCounters() -> Bool {
        guard let issuer = use.issuer,
            let key = ClientKey(use.claims, issuer: issuer.number, limitedBy: request.api.source.limitBy)
        else { return false }
        let charges = gate.limiter.charges(
            for: use.grant.grant, key: key, api: request.api.name, at: instant,
            countsProgress: request.api.rules.limitsConcurrency)
        return charges.rate != nil
    }

    /// Charges a request to counters that are known.
    @inline(never)
    package func takeFromCounters() -> Bool {
        if case .admitted = use.charges.take(at: instant) { return true }
        return false
    }
}
