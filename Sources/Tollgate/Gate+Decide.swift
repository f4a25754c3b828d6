internal import TollgateCatalogue

// A token takes one of two ways. One that was authorized on the API before is checked again and charged; any other is
// verified or recalled, checked, resolved into a grant and charged. What comes after the claims is one step for both.
extension Gate {
    /// Decides about a request with a token's bytes: recalls the token, or else verifies it, and goes on with it.
    ///
    /// - Parameters:
    ///   - credential: The bearer token.
    ///   - request: The request.
    ///   - instant: Now.
    ///   - earlier: The wait before this call. Default: none.
    /// - Returns: The decision.
    func answer(
        _ credential: BearerCredential, _ request: GateRequest, at instant: Instant, after earlier: KeyWait? = nil
    ) -> Decision {
        let value = credential.value.utf8Span.span
        return answer(value.extracting(credential.start..<value.count), request, at: instant, after: earlier)
    }

    /// Decides about a request with the bytes of a token.
    @inline(__always)
    func answer(
        _ bytes: Span<UInt8>, _ request: GateRequest, at instant: Instant, after earlier: KeyWait? = nil
    ) -> Decision {
        var trace = NoTrace()
        let api = request.api
        switch tokenCache.find(bytes, on: api) {
        case .authorized(let token):
            if token.isVerified(at: instant) { return reauthorize(token, request, at: instant, &trace) }
        case .verified(let known):
            guard known.isVerified(at: instant) else { break }
            let isCurrent = known.indexID == api.index.id
            // The keys of an issuer that this API does not admit verify nothing here: the answer is that to a new token.
            guard let token = isCurrent ? known : try? reread(known, by: api.index),
                api.admitsIssuer(Int(token.issuerPlace))
            else { break }
            return authorize(
                token, request, at: instant, remembering: isCurrent ? .authorization : .token, &trace)
        case .nothing: break
        }
        switch verify(bytes, by: api.index, issuers: api.issuers, at: instant, after: earlier, &trace) {
        case .verified(let token): return authorize(token, request, at: instant, remembering: .token, &trace)
        case .rejected(let rejection): return .reject(rejection, limits: nil)
        case .awaitingKeys(let wait): return .waiting(.keys(wait))
        }
    }

    /// The entry that a decision puts into the cache of verified tokens.
    enum Remembering {
        /// Nothing.
        case nothing
        /// The authorization of a token that is in it.
        case authorization
        /// The token, and its authorization.
        case token
    }

    /// Decides about a request with a verified token: claims, scopes, access, plan and limits.
    func authorize<Trace: DecisionTrace>(
        _ token: VerifiedToken, _ request: GateRequest, at instant: Instant, remembering: Remembering = .nothing,
        _ trace: inout Trace
    ) -> Decision {
        // The token is remembered before it is checked: what it says stays true although it may not pass today.
        if remembering == .token, token.issuer != nil { tokenCache.insert(token) }
        do throws(Rejection) {
            try ClaimRules.check(
                token, api: request.api, certificate: request.certificate, deniedClients: deniedClients, at: instant,
                &trace)
            return try resolveAndCharge(
                token, request, at: instant, remembers: remembering != .nothing, &trace)
        } catch {
            return .reject(error, limits: nil)
        }
    }

    /// Decides about a request with a token that was authorized on this API before.
    ///
    /// The reference goes into the pass: nothing is retained on the way.
    @inline(never)
    private func reauthorize<Trace: DecisionTrace>(
        _ token: consuming AuthorizedToken, _ request: GateRequest, at instant: Instant, _ trace: inout Trace
    ) -> Decision {
        do throws(Rejection) {
            try ClaimRules.check(
                token, api: request.api, certificate: request.certificate, deniedClients: deniedClients, at: instant,
                &trace)
            guard token.hasCurrentGrant(at: instant) else {
                return try resolveAndCharge(token, request, at: instant, remembers: true, &trace)
            }
            try token.checkGrant(request, &trace)
        } catch {
            return .reject(error, limits: nil)
        }
        switch token.take(at: instant) {
        case .admitted(let state, let lease): return .admit(Pass(authorized: token, state: state, lease: lease))
        case .refused(let rejection, let report): return .reject(rejection, limits: report)
        // The client has got or lost a counter since.
        case .outOfDate: return chargeAgain(token, request, at: instant, &trace)
        }
    }

    /// Finds the counters that a token is charged to now, and charges the request to them.
    private func chargeAgain<Trace: DecisionTrace>(
        _ token: AuthorizedToken, _ request: GateRequest, at instant: Instant, _ trace: inout Trace
    ) -> Decision {
        do throws(Rejection) {
            return try resolveAndCharge(token, request, at: instant, remembers: true, &trace)
        } catch {
            return .reject(error, limits: nil)
        }
    }

    // MARK: - After the claims

    /// Resolves the token's scopes, checks what they open, and charges the request to the client's limits.
    ///
    /// - Parameters:
    ///   - token: A token whose claims were checked.
    ///   - request: The request.
    ///   - instant: Now.
    ///   - remembers: Whether the cache gets the authorization.
    ///   - trace: Gets every step, for explaining.
    /// - Returns: The decision.
    /// - Throws: The rejections of ``resolve(_:_:at:_:)``.
    private func resolveAndCharge<Trace: DecisionTrace>(
        _ token: VerifiedToken, _ request: GateRequest, at instant: Instant, remembers: Bool, _ trace: inout Trace
    ) throws(Rejection) -> Decision {
        let (grant, owner) = try resolve(token, request, at: instant, &trace)
        // The counters may change while they are being asked for; each time another request has got ahead.
        while true {
            let authorized = AuthorizedToken(
                token, on: request.api, grant: grant,
                charges: charges(for: grant, of: owner, on: request.api, at: instant, keeps: true))
            guard let decision = charge(authorized, at: instant, &trace) else { continue }
            if remembers { tokenCache.add(authorized) }
            return decision
        }
    }

    /// Checks what a token's scopes open and how the request would fare with the client's limits, and charges nothing.
    ///
    /// - Parameters:
    ///   - token: A token whose claims were checked.
    ///   - request: The request.
    ///   - instant: Now.
    ///   - trace: Gets every step.
    /// - Throws: Those of ``resolve(_:_:at:_:)``; ``Rejection/concurrencyExceeded``, ``Rejection/rateExceeded`` or
    ///   ``Rejection/quotaExceeded``.
    func preview<Trace: DecisionTrace>(
        _ token: VerifiedToken, _ request: GateRequest, at instant: Instant, _ trace: inout Trace
    ) throws(Rejection) {
        let (grant, owner) = try resolve(token, request, at: instant, &trace)
        let charges = charges(for: grant, of: owner, on: request.api, at: instant, keeps: false)
        let (report, rejection) = charges.preview(at: instant)
        trace.limited(report)
        if let rejection { throw trace.failed(.limits, rejection, Self.wait(report)) }
        trace.passed(.limits, "within the limits")
    }

    /// Resolves a token's scopes into a grant, and checks that it opens the request and comes with a plan.
    ///
    /// - Parameters:
    ///   - token: A token whose claims were checked.
    ///   - request: The request.
    ///   - instant: Now.
    ///   - trace: Gets every step, for explaining.
    /// - Returns: The grant, and whose counters the request is charged to.
    /// - Throws: ``Rejection/clientUnknown`` or ``Rejection/grantsUnavailable`` where the API admits registered clients
    ///   alone; ``Rejection/scopeInsufficient``, ``Rejection/accessDenied`` or ``Rejection/planMissing``;
    ///   ``Rejection/claimMissing`` without a client.
    private func resolve<Trace: DecisionTrace>(
        _ token: VerifiedToken, _ request: GateRequest, at instant: Instant, _ trace: inout Trace
    ) throws(Rejection) -> (grant: ResolvedGrant, owner: CounterOwner) {
        let api = request.api
        let client = try registeredClient(of: token, on: api, &trace)
        let grant =
            if let client {
                GrantResolver.grant(of: token.claims, on: api, for: client, at: instant, &trace)
            } else {
                GrantResolver.grant(of: token.claims, on: api, &trace)
            }
        trace.resolved(grant.grant)
        try GrantResolver.check(grant, request, &trace)
        guard let issuer = token.issuer,
            let owner = CounterOwner(token.claims, issuer: issuer.interned, limitedBy: api.source.limitBy)
        else { throw .claimMissing }
        return (grant, owner)
    }

    /// The client of a token as the registrar knows it, where the API asks for that.
    private func registeredClient<Trace: DecisionTrace>(
        of token: VerifiedToken, on api: CompiledAPI, _ trace: inout Trace
    ) throws(Rejection) -> RegisteredClients.Entry? {
        guard api.source.clients == .registered else { return nil }
        do throws(Rejection) {
            let client = try registeredClients.client(of: token.claims)
            trace.passed(
                .client,
                client == nil
                    ? "the API admits registered clients; the registrar was not asked, and all scopes count as granted"
                    : "the client is registered")
            return client
        } catch {
            let client = token.claims.clientID ?? ""
            throw trace.failed(
                .client, error,
                error == .clientUnknown
                    ? "the client \(client) is not registered" : "the list of registered clients was never loaded")
        }
    }

    /// The counters that requests with a grant are checked against and charged to.
    private func charges(
        for grant: ResolvedGrant, of owner: CounterOwner, on api: CompiledAPI, at instant: Instant, keeps: Bool
    ) -> Charges {
        limiter.charges(
            for: grant.grant, of: owner, api: api.name, at: instant, countsProgress: api.index.limitsConcurrency,
            keeps: keeps)
    }

    /// Charges a request to the counters of a token; `nil` where they are out of date.
    private func charge<Trace: DecisionTrace>(
        _ token: AuthorizedToken, at instant: Instant, _ trace: inout Trace
    ) -> Decision? {
        switch token.charges.take(at: instant) {
        case .admitted(let state, let lease):
            trace.passed(.limits, "within the limits")
            return .admit(Pass(authorized: token, state: state, lease: lease))
        case .refused(let rejection, let report):
            return .reject(trace.failed(.limits, rejection, Self.wait(report)), limits: report)
        case .outOfDate: return nil
        }
    }

    private static func wait(_ report: LimitReport) -> String { "passes again in \(report.retryAfterSeconds ?? 1) s" }
}
