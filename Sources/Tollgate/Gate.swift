internal import TollgateCatalogue

/// Decides, for every request that reaches an API, whether its bearer token lets it pass.
///
/// The path from the token's bytes to the decision is synchronous and does no I/O. What may have to wait, a fetch of
/// keys, is a value: `Decision.awaitingKeys`. `decision(for:…)` waits for it. Safe to use from any thread.
public final class Gate: Sendable {
    /// Bounds on what the gate looks at.
    public struct Configuration: Sendable {
        /// How many bytes of verified tokens are remembered, each charged with its length and 512; 0 remembers none.
        ///
        /// Default: 32 MiB.
        public var tokenCacheBytes = 32 * 1024 * 1024
        /// The longest accepted token in bytes, at most 65 536.
        ///
        /// Default: 8 192.
        public var maximumTokenBytes = 8_192

        /// The defaults.
        public init() {}
    }

    /// The longest that a request waits for keys (design §1).
    private static let longestWait = Duration.milliseconds(250)

    /// What it decides by.
    public let catalogue: GateCatalogue
    /// The keys of the issuers.
    public let keys: KeyStore
    /// The clients that are refused although their tokens have not expired.
    public let deniedClients: DeniedClients

    let limiter = Limiter()
    let tokenCache: VerifiedTokenCache
    let maximumTokenBytes: Int

    /// A gate for a catalogue.
    ///
    /// - Parameters:
    ///   - catalogue: What it decides by.
    ///   - keys: The keys, which somebody has to fetch: see `TollgateHTTP`. Default: a store without keys.
    ///   - deniedClients: The clients that are refused. Default: none.
    ///   - configuration: Bounds.
    public init(
        catalogue: GateCatalogue, keys: KeyStore? = nil, deniedClients: DeniedClients = DeniedClients(),
        configuration: Configuration = Configuration()
    ) {
        self.catalogue = catalogue
        self.keys = keys ?? KeyStore(catalogue)
        self.deniedClients = deniedClients
        tokenCache = VerifiedTokenCache(maximumBytes: configuration.tokenCacheBytes)
        maximumTokenBytes = min(max(0, configuration.maximumTokenBytes), 65_536)
    }

    /// How the cache of verified tokens has done.
    public var tokenCacheStatistics: VerifiedTokenCacheStatistics { tokenCache.statistics() }

    /// Decides about a request.
    ///
    /// - Parameters:
    ///   - credential: Its bearer token.
    ///   - request: What it asks for.
    ///   - instant: Now.
    /// - Returns: The decision; an admitted request is charged to the client's limits.
    public func decide(_ credential: BearerCredential, _ request: GateRequest, at instant: Instant) -> Decision {
        var trace = NoTrace()
        return decide(credential, request, at: instant, &trace)
    }

    /// Decides about a request whose token was verified before.
    ///
    /// - Parameters:
    ///   - token: The verified token.
    ///   - request: What it asks for.
    ///   - instant: Now.
    /// - Returns: The decision; an admitted request is charged to the client's limits.
    public func decide(_ token: VerifiedToken, _ request: GateRequest, at instant: Instant) -> Decision {
        var trace = NoTrace()
        return decide(token, request, at: instant, charges: true, &trace)
    }

    /// Decides about a request and, where its key has to be fetched first, waits for that once.
    ///
    /// - Parameters:
    ///   - credential: Its bearer token.
    ///   - request: What it asks for.
    ///   - now: Reads the clocks; it is called again after a wait.
    ///   - clock: The clock that measures the wait.
    /// - Returns: The decision, never `awaitingKeys`: a wait that is not rewarded ends in `keysUnavailable`.
    public func decision(
        for credential: BearerCredential, _ request: GateRequest, now: @Sendable () -> Instant = Instant.now,
        clock: any Clock<Duration> = ContinuousClock()
    ) async -> Decision {
        let start = now()
        var decision = decide(credential, request, at: start)
        var earlier: KeyWait?
        // Once for each issuer whose keys are being fetched, and all of them together within one bound.
        while case .awaitingKeys(let wait) = decision {
            let waited = now().monotonicNanoseconds - start.monotonicNanoseconds
            let left = Self.longestWait - .nanoseconds(max(0, waited))
            guard left > .zero, await keys.finished(wait, within: left, clock: clock) else {
                return .reject(.keysUnavailable, limits: nil)
            }
            earlier = wait.merged(with: earlier)
            decision = decide(credential, request, at: now(), after: earlier)
        }
        return decision
    }

    /// Decides once more after waiting for keys.
    private func decide(
        _ credential: BearerCredential, _ request: GateRequest, at instant: Instant, after earlier: KeyWait?
    ) -> Decision {
        var trace = NoTrace()
        return decide(credential, request, at: instant, after: earlier, &trace)
    }

    func decide<Trace: DecisionTrace>(
        _ credential: BearerCredential, _ request: GateRequest, at instant: Instant, after earlier: KeyWait? = nil,
        _ trace: inout Trace
    ) -> Decision {
        let issuers = request.api.issuers
        return switch verify(credential.token.utf8Span.span, issuers: issuers, at: instant, after: earlier, &trace) {
        case .verified(let token): decide(token, request, at: instant, charges: true, &trace)
        case .rejected(let rejection): .reject(rejection, limits: nil)
        case .awaitingKeys(let wait): .awaitingKeys(wait)
        }
    }

    func decide<Trace: DecisionTrace>(
        _ token: VerifiedToken, _ request: GateRequest, at instant: Instant, charges: Bool, _ trace: inout Trace
    ) -> Decision {
        do throws(Rejection) {
            try ClaimRules.check(token, api: request.api, deniedClients: deniedClients, at: instant, &trace)
            return try grantAndLimit(token, request, at: instant, charges: charges, &trace)
        } catch {
            return .reject(error, limits: nil)
        }
    }

    /// Scopes, access, plan and limits: everything after the claims.
    func grantAndLimit<Trace: DecisionTrace>(
        _ token: VerifiedToken, _ request: GateRequest, at instant: Instant, charges: Bool, _ trace: inout Trace
    ) throws(Rejection) -> Decision {
        let claims = token.claims
        guard let client = claims.exactClientID else { throw .claimMissing }
        // Only the request path remembers grants; explaining shows how one comes about.
        let resolved =
            Trace.self == NoTrace.self
            ? token.grant(on: request.api.index, of: catalogue) {
                var trace = NoTrace()
                return resolve(claims, request.api, &trace)
            } : ResolvedGrant(resolve(claims, request.api, &trace))
        let grant = resolved.grant
        trace.resolved(grant)
        try GrantResolver.check(grant, request, &trace)
        let subject = request.api.source.limitBy == .subject ? ExactString(claims.subject ?? "") : nil
        let key = Limiter.Key(issuer: claims.exactIssuer, client: client, subject: subject)
        let outcome = limiter.admit(
            grant, key: key, api: request.api.index, at: instant, charges: charges,
            countsProgress: catalogue.limitsConcurrency)
        trace.limited(outcome.report)
        if let rejection = outcome.rejection {
            return .reject(
                trace.failed(.limits, rejection, "passes again in \(outcome.report.retryAfterSeconds ?? 1) s"),
                limits: outcome.report)
        }
        trace.passed(.limits, "within the limits")
        return .admit(Pass(token: token, limits: outcome.report, resolved: resolved, lease: outcome.lease))
    }

    private func resolve<Trace: DecisionTrace>(_ claims: Claims, _ api: GateAPI, _ trace: inout Trace) -> Grant {
        GrantResolver.grant(scopes: claims.exactScopes, api: api, catalogue: catalogue, &trace)
    }
}
