public import CoreMetrics
public import Logging
public import ServiceLifecycle
public import Tollgate
internal import TollgateCatalogue
internal import TollgateOutbound

/// Keeps a gate's keys fresh: fetches them at the start, ahead of time, and when a token has an unknown key.
///
/// ```swift
/// let configuration = try Configuration(path: "tollgate.yaml")
/// let gate = Gate(catalogue: configuration.catalogue, configuration: configuration.gate)
/// let keys = KeyRefreshService(gate: gate)
/// let logger = Logger(label: "gateway")
/// try await ServiceGroup(services: [keys], gracefulShutdownSignals: [.sigterm], logger: logger).run()
/// ```
///
/// A thin shell: `KeyStore` and its state machine decide when; ``KeyFetcher`` does the fetching. It logs one line for
/// each change of state, such as keys that cannot be fetched any more, and keeps metrics.
public struct KeyRefreshService: Service {
    private let gate: Gate
    /// Fetches the keys; `nil` makes HTTP clients for as long as they are needed.
    private let fetcher: KeyFetcher?
    private let observer: KeyObserver
    private let now: @Sendable () -> Instant
    private let clock: any Clock<Duration>

    /// A service for the keys of `gate`.
    ///
    /// - Parameters:
    ///   - gate: The gate.
    ///   - fetcher: Fetches the keys.
    ///   - logger: Takes the state changes.
    ///   - metrics: Makes the metrics. Default: the factory that the process was bootstrapped with.
    ///   - now: Reads the clocks.
    ///   - clock: The clock to wait on.
    public init(
        gate: Gate, fetcher: KeyFetcher, logger: Logger, metrics: any MetricsFactory = MetricsSystem.factory,
        now: @escaping @Sendable () -> Instant = Instant.now, clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.gate = gate
        self.fetcher = fetcher
        observer = KeyObserver(gate: gate, logger: logger, factory: metrics)
        self.now = now
        self.clock = clock
    }

    /// A service for the keys of `gate` with HTTP clients of its own.
    ///
    /// - Parameters:
    ///   - gate: The gate.
    ///   - logger: Takes the state changes. Default: the logger of the label `tollgate.keys`.
    ///   - metrics: Makes the metrics. Default: the factory that the process was bootstrapped with.
    public init(
        gate: Gate, logger: Logger = Logger(label: "tollgate.keys"),
        metrics: any MetricsFactory = MetricsSystem.factory
    ) {
        self.gate = gate
        fetcher = nil
        observer = KeyObserver(gate: gate, logger: logger, factory: metrics)
        now = Instant.now
        clock = ContinuousClock()
    }

    /// Fetches keys until the task is cancelled or the service group shuts down.
    ///
    /// - Throws: The error of AsyncHTTPClient where its clients cannot be shut down, if the service has made them;
    ///   otherwise nothing. A fetch that fails is logged and tried again.
    public func run() async throws {
        await observer.started()
        try await withFetcher { fetcher in
            await cancelWhenGracefulShutdown {
                await withDiscardingTaskGroup { group in
                    group.addTask { await answerRequests(fetcher) }
                    // Each fetch is a task of its own: a slow issuer must not delay the others.
                    while !Task.isCancelled {
                        for slot in gate.keys.scheduledFetches(at: now()) {
                            group.addTask { await fetch(slot, for: .scheduled, fetcher) }
                        }
                        await observer.report(at: now())
                        try? await clock.sleep(for: .nanoseconds(pauseNanoseconds()))
                    }
                }
            }
        }
    }

    /// Fetches the keys of every issuer once, all at the same time.
    ///
    /// - Returns: The failures, by the issuer's name; empty if every issuer has keys.
    /// - Throws: The error of AsyncHTTPClient where its clients cannot be shut down, if the service has made them.
    package func loadAll() async throws -> [(issuer: String, reason: String)] {
        try await withFetcher { fetcher in
            let due = gate.keys.scheduledFetches(at: now())
            await withDiscardingTaskGroup { group in
                for slot in due { group.addTask { await fetch(slot, for: .scheduled, fetcher) } }
            }
        }
        return gate.keys.statuses(at: now()).compactMap { status in
            status.lastError.map { (status.issuer, $0) }
        }
    }

    private func withFetcher(_ body: (KeyFetcher) async -> Void) async throws {
        if let fetcher { return await body(fetcher) }
        let clients = OutboundClients(clock: clock)
        await body(KeyFetcher(clients: clients, now: now))
        try await clients.shutdown()
    }

    /// Fetches keys that requests with unknown ones have asked for; the key store has claimed each fetch already.
    private func answerRequests(_ fetcher: KeyFetcher) async {
        await withDiscardingTaskGroup { group in
            for await slot in gate.keys.fetchRequests {
                group.addTask { await fetch(slot, for: .unknownKey, fetcher) }
            }
        }
    }

    /// Until the next scheduled fetch, but 250 ms at most: a fetch in progress may fail and move it forward.
    private func pauseNanoseconds() -> Int64 {
        min(max(gate.keys.nanosecondsUntilNextFetch(at: now()) ?? .max, 1_000_000), 250_000_000)
    }

    private func fetch(_ slot: IssuerSlot, for purpose: KeyFetchPurpose, _ fetcher: KeyFetcher) async {
        guard let issuer = gate.keys.issuer(at: slot),
            let before = gate.keys.statuses(at: now()).first(where: { $0.issuer == issuer.name })
        else { return }
        do {
            let result = try await fetcher.keys(of: issuer, for: before.isUsable ? purpose : .first)
            gate.keys.install(
                result.keySet, issuer: slot, at: now(), maximumAgeSeconds: result.maximumAgeSeconds,
                from: result.places)
            await observer.fetched(issuer: issuer.name, from: result.foreignOrigin, at: now())
        } catch {
            gate.keys.fetchFailed(issuer: slot, reason: "\(error)", at: now())
            // At the end of the process fetches are cancelled; that says nothing about the issuer.
            if !Task.isCancelled { await observer.fetched(issuer: issuer.name, error, at: now()) }
        }
    }
}
