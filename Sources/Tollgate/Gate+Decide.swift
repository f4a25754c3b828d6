internal import TollgateCatalogue

extension Gate {
    /// Decides about a request with a token, remembered or not.
    func decide<Trace: DecisionTrace>(
        _ credential: BearerCredential, _ request: GateRequest, at instant: Instant, after earlier: KeyWait? = nil,
        _ trace: inout Trace
    ) -> Decision {
        let value = credential.value.utf8Span.span
        let token = value.extracting(credential.start..<value.count)
        let api = request.api
        switch tokenCache.find(token, on: api) {
        case .use(let use):
            if use.isVerified(at: instant) { return decide(use, request, at: instant, &trace) }
        case .token(let known):
            guard known.isVerified(at: instant) else { break }
            let isCurrent = known.rulesID == api.rules.id
            // The keys of an issuer that this API does not admit verify nothing here: the answer is that to a new token.
            guard let token = isCurrent ? known : try? reread(known, rules: api.rules),
                api.admitsIssuer(Int(token.issuerPlace))
            else { break }
            return decide(
                token, request, at: instant, charges: true, remembers: isCurrent ? .use : .token, &trace)
        case .nothing: break
        }
        switch verify(token, rules: api.rules, issuers: api.issuers, at: instant, after: earlier, &trace) {
        case .verified(let token):
            return decide(token, request, at: instant, charges: true, remembers: .token, &trace)
        case .rejected(let rejection): return .reject(rejection, limits: nil)
        case .awaitingKeys(let wait): return .awaitingKeys(wait)
        }
    }

    /// What a decision puts into the cache of verified tokens.
    enum Remembering {
        case nothing
        /// The use of a token that is in it.
        case use
        /// The token, and its use.
        case token
    }

    /// Decides about a request with a verified token.
    func decide<Trace: DecisionTrace>(
        _ token: VerifiedToken, _ request: GateRequest, at instant: Instant, charges: Bool,
        remembers: Remembering = .nothing, _ trace: inout Trace
    ) -> Decision {
        do throws(Rejection) {
            // The token is remembered before it is checked: what it says stays true although it may not pass today.
            if remembers == .token, token.issuer != nil { tokenCache.insert(token) }
            try ClaimRules.check(token, api: request.api, deniedClients: deniedClients, at: instant, &trace)
            return try grantAndLimit(
                token, request, at: instant, charges: charges, remembers: remembers != .nothing, &trace)
        } catch {
            return .reject(error, limits: nil)
        }
    }

    /// Scopes, access, plan and limits: everything after the claims.
    func grantAndLimit<Trace: DecisionTrace>(
        _ token: VerifiedToken, _ request: GateRequest, at instant: Instant, charges: Bool, remembers: Bool = false,
        _ trace: inout Trace
    ) throws(Rejection) -> Decision {
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
            let key = ClientKey(token.claims, issuer: issuer.number, limitedBy: api.source.limitBy)
        else { throw .claimMissing }
        func use() -> TokenUse {
            TokenUse(
                of: token, api: api, grant: grant,
                charges: limiter.charges(
                    for: grant.grant, key: key, api: api.name, at: instant,
                    countsProgress: api.rules.limitsConcurrency, keeps: charges))
        }
        guard charges else {
            let (report, rejection) = use().charges.look(at: instant)
            trace.limited(report)
            if let rejection {
                throw trace.failed(.limits, rejection, "passes again in \(report.retryAfterSeconds ?? 1) s")
            }
            trace.passed(.limits, "within the limits")
            return .admit(Pass(use: use(), state: LimitState(instant: instant), lease: nil))
        }
        // The counters may change while they are being asked for; each time somebody else has got ahead.
        while true {
            let use = use()
            guard let decision = charge(use, at: instant, &trace) else { continue }
            if remembers { tokenCache.add(use) }
            return decision
        }
    }

    /// The client of a token as the registrar knows it, where the API asks for that.
    private func registeredClient<Trace: DecisionTrace>(
        of token: VerifiedToken, on api: GateAPI, _ trace: inout Trace
    ) throws(Rejection) -> RegisteredClient? {
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

    /// Decides about a request with a token that was used on this API before.
    ///
    /// The reference goes into the pass: nothing is retained on the way.
    private func decide<Trace: DecisionTrace>(
        _ use: consuming TokenUse, _ request: GateRequest, at instant: Instant, _ trace: inout Trace
    ) -> Decision {
        do throws(Rejection) {
            try ClaimRules.check(use, api: request.api, deniedClients: deniedClients, at: instant, &trace)
            guard use.hasCurrentGrant(at: instant) else {
                return decide(use, request, at: instant, charges: true, remembers: .use, &trace)
            }
            try use.checkGrant(request, &trace)
        } catch {
            return .reject(error, limits: nil)
        }
        switch use.take(at: instant) {
        case .admitted(let state, let lease): return .admit(Pass(use: use, state: state, lease: lease))
        case .refused(let rejection, let report): return .reject(rejection, limits: report)
        // The client has got or lost a counter since.
        case .outOfDate: return decide(use, request, at: instant, charges: true, remembers: .use, &trace)
        }
    }

    /// Charges a request to the counters of a use; `nil` where they are out of date.
    private func charge<Trace: DecisionTrace>(
        _ use: TokenUse, at instant: Instant, _ trace: inout Trace
    ) -> Decision? {
        switch use.charges.take(at: instant) {
        case .admitted(let state, let lease):
            trace.passed(.limits, "within the limits")
            return .admit(Pass(use: use, state: state, lease: lease))
        case .refused(let rejection, let report):
            return .reject(
                trace.failed(.limits, rejection, "passes again in \(report.retryAfterSeconds ?? 1) s"), limits: report)
        case .outOfDate: return nil
        }
    }
}
