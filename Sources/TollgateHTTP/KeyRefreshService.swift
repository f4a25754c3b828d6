internal import AsyncHTTPClient
public import Logging
public import ServiceLifecycle
public import Tollgate
internal import TollgateCatalogue

/// Keeps a gate's keys fresh: fetches them at the start, ahead of time, and when a token has an unknown key.
///
/// A thin shell: `KeyStore` and its state machine decide when; `KeyFetcher` knows how. It logs one line when an
/// issuer's keys become unavailable and one when they are back.
public struct KeyRefreshService: Service {
    private let gate: Gate
    private let fetcher: KeyFetcher
    private let logger: Logger
    private let now: @Sendable () -> Instant
    private let clock: any Clock<Duration>
    /// The client that this service made for itself, and has to shut down.
    private let ownClient: HTTPClient?

    /// A service for the keys of `gate`.
    ///
    /// - Parameters:
    ///   - gate: The gate.
    ///   - fetcher: Fetches the keys.
    ///   - logger: Takes the state changes.
    ///   - now: Reads the clocks.
    ///   - clock: The clock to wait on.
    public init(
        gate: Gate, fetcher: KeyFetcher, logger: Logger, now: @escaping @Sendable () -> Instant = Instant.now,
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.gate = gate
        self.fetcher = fetcher
        self.logger = logger
        self.now = now
        self.clock = clock
        ownClient = nil
    }

    /// A service for the keys of `gate` with an HTTP client of its own.
    ///
    /// - Parameters:
    ///   - gate: The gate.
    ///   - logger: Takes the state changes. Default: the logger of the label `tollgate.keys`.
    public init(gate: Gate, logger: Logger = Logger(label: "tollgate.keys")) {
        let client = OutboundClient.makeHTTPClient()
        self.gate = gate
        fetcher = KeyFetcher(client: OutboundClient(client: client))
        self.logger = logger
        now = Instant.now
        clock = ContinuousClock()
        ownClient = client
    }

    /// Fetches keys until the task is cancelled or the service group shuts down.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                group.addTask { await answerRequests() }
                // Each fetch is a task of its own: a slow issuer must not delay the others.
                while !Task.isCancelled {
                    for issuer in gate.keys.scheduledFetches(at: now()) { group.addTask { await fetch(issuer) } }
                    try? await clock.sleep(for: .nanoseconds(pauseNanoseconds()))
                }
            }
        }
        try await ownClient?.shutdown()
    }

    /// Fetches the keys of every issuer once, all at the same time.
    ///
    /// - Returns: What went wrong, by the issuer's name; empty if every issuer has keys.
    public func loadAll() async -> [(issuer: String, reason: String)] {
        let due = gate.keys.scheduledFetches(at: now())
        await withDiscardingTaskGroup { group in
            for issuer in due { group.addTask { await fetch(issuer) } }
        }
        return gate.keys.statuses(at: now()).compactMap { status in
            status.lastError.map { (status.issuer, $0) }
        }
    }

    /// Fetches what requests with unknown keys have asked for; the key store has claimed each fetch already.
    private func answerRequests() async {
        await withDiscardingTaskGroup { group in
            for await issuer in gate.keys.fetchRequests {
                group.addTask { await fetch(issuer) }
            }
        }
    }

    /// Until the next scheduled fetch, but a second at most: a fetch in progress may fail and move it forward.
    private func pauseNanoseconds() -> Int64 {
        min(max(gate.keys.nanosecondsUntilNextFetch(at: now()) ?? .max, 1_000_000), 1_000_000_000)
    }

    private func fetch(_ index: Int) async {
        let issuer = gate.catalogue.source.issuers[index]
        let before = gate.keys.statuses(at: now())[index]
        do {
            let result = try await fetcher.keys(of: issuer)
            gate.keys.install(
                result.keySet, issuer: index, at: now(), maximumAgeSeconds: result.maximumAgeSeconds)
            if before.keySet == nil || before.lastError != nil {
                logger.info(
                    "keys loaded",
                    metadata: ["issuer": "\(issuer.name)", "usable": "\(result.keySet.entries.count)"])
            }
        } catch {
            gate.keys.fetchFailed(issuer: index, reason: "\(error)", at: now())
            // At the end of the process fetches are cancelled; that says nothing about the issuer.
            if before.lastError == nil, !Task.isCancelled {
                logger.warning(
                    before.keySet == nil
                        ? "keys cannot be fetched; retrying, and answering keys_unavailable meanwhile"
                        : "keys cannot be fetched; retrying, and using the old ones as long as max_stale allows",
                    metadata: ["issuer": "\(issuer.name)", "reason": "\(error)"])
            }
        }
    }
}
