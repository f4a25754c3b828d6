public import TollgateCatalogue
internal import TollgateConcurrency

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

        /// The defaults but for the longest accepted token, in bytes.
        public init(maximumTokenBytes: Int) {
            self.maximumTokenBytes = maximumTokenBytes
        }
    }

    /// The longest that a request waits for keys (design §1).
    private static let longestWait = Duration.milliseconds(250)

    /// The keys of the issuers.
    public let keys: KeyStore
    /// The clients that are refused although their tokens have not expired.
    public let deniedClients: DeniedClients
    /// The clients that were registered, for APIs that ask for that.
    public let registeredClients: RegisteredClients

    let limiter = Limiter()
    let tokenCache: VerifiedTokenCache
    /// The longest token that is read, in bytes; a longer one is `token_too_long`.
    public let maximumTokenBytes: Int
    private let current: Lock<GateCatalogue>
    private let reloading = Lock<Void>(())

    /// A gate for a catalogue.
    ///
    /// - Parameters:
    ///   - catalogue: What it decides by.
    ///   - keys: The keys, which somebody has to fetch: see `TollgateHTTP`. Default: a store without keys.
    ///   - deniedClients: The clients that are refused. Default: none.
    ///   - registeredClients: The clients that APIs with `clients: registered` admit. Default: a list that was never
    ///     loaded.
    ///   - configuration: Bounds.
    public init(
        catalogue: GateCatalogue, keys: KeyStore? = nil, deniedClients: DeniedClients = DeniedClients(),
        registeredClients: RegisteredClients = RegisteredClients(), configuration: Configuration = Configuration()
    ) {
        current = Lock(catalogue)
        self.keys = keys ?? KeyStore(catalogue)
        self.deniedClients = deniedClients
        self.registeredClients = registeredClients
        tokenCache = VerifiedTokenCache(maximumBytes: configuration.tokenCacheBytes)
        maximumTokenBytes = min(max(0, configuration.maximumTokenBytes), 65_536)
    }

    /// What it decides by now.
    public var catalogue: GateCatalogue { current.withLock { $0 } }

    /// Decides by another catalogue from now on.
    ///
    /// Requests that began under the old one are decided by it. Tokens that were verified stay so, and are read anew.
    /// Issuers that stay keep their keys; clients keep what they have used of limits whose policies keep their names.
    ///
    /// - Parameter source: The catalogue.
    /// - Throws: `CatalogueErrors` with everything that is wrong with it; the old one then stays.
    public func reload(_ source: Catalogue) throws(CatalogueErrors) {
        // One after the other; requests go on meanwhile.
        try reloading.withLock { (_) throws(CatalogueErrors) in
            let old = self.catalogue
            let catalogue = try GateCatalogue(source, replacing: old)
            guard keys.adopt(catalogue, replacing: old) else {
                let message = "the key store is shared with a gate that has another catalogue"
                throw CatalogueErrors(problems: [CatalogueProblem(.error, at: ["issuers"], message)])
            }
            current.withLock { $0 = catalogue }
        }
        tokenCache.forgetUses()
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
        do throws(Rejection) {
            let token = token.rulesID == request.api.rules.id ? token : try reread(token, rules: request.api.rules)
            return decide(token, request, at: instant, charges: true, &trace)
        } catch {
            return .reject(error, limits: nil)
        }
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
}
