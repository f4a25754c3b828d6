public import TollgateCatalogue
internal import TollgateConcurrency

/// Decides, for every request that reaches an API, whether its bearer token lets it pass.
///
/// The path from the token's bytes to the decision is synchronous and does no I/O. What may have to wait, a fetch of
/// keys for example, is a value: ``Decision/waiting(_:)``; ``decision(for:_:now:clock:)`` waits for it. Safe to use
/// from any thread.
///
/// ```swift
/// let gate = Gate(catalogue: try CompiledCatalogue(catalogue))
/// let keySet = try KeySet(json: jwks)                      // or let `TollgateKeys` fetch and refresh them
/// gate.keys.install(keySet, issuer: gate.catalogue.issuerSlots[0], at: .now())
///
/// let path = try gate.catalogue.path(target: "/payment-api/get")
/// guard let api = gate.catalogue.api(for: path) else { return notFound }
/// let credential = try BearerCredential(authorization: ["Bearer \(token)"])
/// let decision = gate.decide(credential, GateRequest(api: api, method: "GET", path: path), at: .now())
/// ```
public final class Gate: Sendable {
    /// Bounds on what the gate reads.
    public struct Configuration: Sendable {
        /// The bound on the cache of verified tokens, in bytes; 0 remembers none.
        ///
        /// Each token is charged its length and 512, and in a gateway what the upstream is told of it, some 250 bytes.
        /// They are taken as tokens come, by one thread alone as well as by many.
        ///
        /// Default: 64 MiB, which are 35 000 tokens of 1.1 KiB. That is every caller of five minutes, the lifetime of
        /// many providers' tokens, where 120 others come each second. One that is not remembered any more costs a
        /// verification, some 17 µs; a gateway of few clients never takes the memory.
        public var tokenCacheBytes = 64 * 1024 * 1024
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

    /// The longest that a request waits for keys.
    ///
    /// A fetch on a new connection over TLS takes three round trips and the server's time, which is half a second from
    /// one continent to another.
    private static let longestWait = Duration.seconds(1)

    /// The keys of the issuers.
    public let keys: KeyStore
    /// The clients that are refused although their tokens have not expired.
    public let deniedClients: DeniedClients
    /// The clients that were registered, for APIs that ask for that.
    public let registeredClients: RegisteredClients

    let limiter = Limiter()
    let tokenCache: VerifiedTokenCache
    /// The longest token that is read, in bytes; a longer one is `token_too_long`.
    package let maximumTokenBytes: Int
    private let current: Lock<CompiledCatalogue>
    private let reloading = Lock<Void>(())

    /// A gate for a catalogue.
    ///
    /// - Parameters:
    ///   - catalogue: The catalogue that decides.
    ///   - keys: The keys of its issuers, which `TollgateKeys` fetches. Default: a store without keys.
    ///   - deniedClients: The clients that are refused. Default: none.
    ///   - registeredClients: The clients that APIs with `clients: registered` admit. Default: a list that was never
    ///     loaded.
    ///   - configuration: Bounds on what is read and remembered. Default: ``Configuration/init()``.
    public init(
        catalogue: CompiledCatalogue, keys: KeyStore? = nil, deniedClients: DeniedClients = DeniedClients(),
        registeredClients: RegisteredClients = RegisteredClients(), configuration: Configuration = Configuration()
    ) {
        current = Lock(catalogue)
        self.keys = keys ?? KeyStore(catalogue)
        self.deniedClients = deniedClients
        self.registeredClients = registeredClients
        tokenCache = VerifiedTokenCache(maximumBytes: configuration.tokenCacheBytes)
        maximumTokenBytes = min(max(0, configuration.maximumTokenBytes), 65_536)
    }

    /// The catalogue that decides now.
    public var catalogue: CompiledCatalogue { current.withLock { $0 } }

    /// Decides by another catalogue from now on.
    ///
    /// Requests that began under the old one are decided by it. Tokens that were verified stay so, and are read
    /// once more.
    /// Issuers that stay keep their keys; clients keep what they have used of limits whose policies keep their names.
    ///
    /// ```swift
    /// do { try gate.reload(newCatalogue) } catch { print(error) }   // the old one still decides
    /// ```
    ///
    /// - Parameter source: The catalogue.
    /// - Throws: ``CatalogueErrors`` with everything that is wrong with it; or with its key store; the old one then
    ///   stays.
    public func reload(_ source: Catalogue) throws(CatalogueErrors) {
        // One after the other; requests go on meanwhile.
        try reloading.withLock { (_) throws(CatalogueErrors) in
            let old = self.catalogue
            let catalogue = try CompiledCatalogue(source, replacing: old)
            guard keys.adopt(catalogue, replacing: old) else {
                let message = "the key store is shared with a gate that has another catalogue"
                throw CatalogueErrors(problems: [CatalogueProblem(.error, at: ["issuers"], message)])
            }
            current.withLock { $0 = catalogue }
        }
        tokenCache.forgetAuthorizations()
    }

    /// The counts of the cache of verified tokens.
    public var tokenCacheStatistics: VerifiedTokenCacheStatistics { tokenCache.statistics() }

    // MARK: - Deciding

    /// Decides about a request: verifies its token, checks what it says, and charges the client's limits.
    ///
    /// It never waits and does no I/O. A token that was seen before on the API costs about 150 ns and no allocation.
    ///
    /// ```swift
    /// guard let api = gate.catalogue.api(for: path) else { return notFound }
    /// let request = GateRequest(api: api, method: "GET", path: path)
    /// let credential = try BearerCredential(authorization: values)
    /// if case .admit(let pass) = gate.decide(credential, request, at: .now()) {
    ///     defer { pass.finish() }
    ///     …
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - credential: The bearer token of the request.
    ///   - request: The API, the method and the path that it asks for.
    ///   - instant: The time now, by both clocks.
    /// - Returns: The decision; an admitted request is charged to the client's limits.
    public func decide(_ credential: BearerCredential, _ request: GateRequest, at instant: Instant) -> Decision {
        answer(credential, request, at: instant)
    }

    /// Decides about a request whose token was verified before: checks what the token says, and charges the limits.
    ///
    /// - Parameters:
    ///   - token: The verified token: see ``verify(_:at:)``.
    ///   - request: The API, the method and the path that it asks for.
    ///   - instant: The time now, by both clocks.
    /// - Returns: The decision, never ``Decision/waiting(_:)`` for keys; an admitted request is charged to the client's
    ///   limits.
    public func decide(verified token: VerifiedToken, _ request: GateRequest, at instant: Instant) -> Decision {
        let index = request.api.index
        do throws(Rejection) {
            let token = token.indexID == index.id ? token : try reread(token, by: index)
            var trace = NoTrace()
            return authorize(token, request, at: instant, &trace)
        } catch {
            return .reject(error, limits: nil)
        }
    }

    /// Decides about a request and, where it has to wait for something first, waits for that once.
    ///
    /// ```swift
    /// let decision = await gate.decision(for: credential, request)
    /// ```
    ///
    /// - Parameters:
    ///   - credential: The bearer token of the request.
    ///   - request: The API, the method and the path that it asks for.
    ///   - now: Reads the clocks; it is called again after a wait. Default: the system's clocks.
    ///   - clock: The clock that measures the wait. Default: the continuous one.
    /// - Returns: The decision, never ``Decision/waiting(_:)``. A wait for keys that is not rewarded within a
    ///   second, or for which there is no place (see ``KeyStore/finished(_:within:clock:)``), ends in
    ///   ``Rejection/keysUnavailable``.
    public func decision(
        for credential: BearerCredential, _ request: GateRequest, now: @Sendable () -> Instant = Instant.now,
        clock: any Clock<Duration> = ContinuousClock()
    ) async -> Decision {
        let start = now()
        var decision = answer(credential, request, at: start)
        var earlier: KeyWait?
        // Once for each issuer whose keys are being fetched, and all of them together within one bound.
        while case .waiting(.keys(let wait)) = decision {
            let waited = now().monotonicNanoseconds - start.monotonicNanoseconds
            let left = Self.longestWait - .nanoseconds(max(0, waited))
            guard left > .zero, await keys.finished(wait, within: left, clock: clock) else {
                return .reject(.keysUnavailable, limits: nil)
            }
            earlier = wait.merged(with: earlier)
            decision = answer(credential, request, at: now(), after: earlier)
        }
        return decision
    }
}
