public import Logging
public import ServiceLifecycle
public import Tollgate
internal import TollgateClientFeed

/// Keeps a gate up to date with the registrar's clients: their names, their grants, and those to refuse.
///
/// ```swift
/// let url = "https://registrar.example/api/client_feed"
/// let feed = HTTPClientFeed(url: url, token: token, clients: clients)
/// let service = ClientFeedService(gate: gate, feed: feed, cachePath: "clients.journal", feedName: url)
/// try await ServiceGroup(services: [service], gracefulShutdownSignals: [.sigterm], logger: logger).run()
/// ```
///
/// It reconnects with growing pauses, resumes where it was, and keeps its state on disk, so that a gateway which is
/// restarted without its registrar still refuses the same clients. While it is not connected the gate goes on with that
/// state. It logs one line when the connection is lost and one when it has been back for some seconds.
///
/// A deleted client is forgotten when its provider has confirmed the deletion and none of its tokens can be unexpired
/// any more, which `max_token_lifetime` of its issuer says; without that, and where it is suspended, it never is.
public struct ClientFeedService: Service {
    /// The time between two rounds that forget clients without unexpired tokens.
    static let interval = Duration.seconds(1)

    private let source: any ClientFeedSource
    private let keeper: ClientFeedKeeper
    private let clock: any Clock<Duration>

    /// A service for the clients of `gate`.
    ///
    /// - Parameters:
    ///   - gate: The gate.
    ///   - source: The source of its news.
    ///   - cachePath: The file in which it keeps them; `nil` keeps nothing.
    ///   - feedName: The name of the feed in that file: its URL.
    ///   - logger: Takes the state changes.
    ///   - now: The time by which deletions age.
    ///   - clock: The clock to wait on.
    package init(
        gate: Gate, source: any ClientFeedSource, cachePath: String? = nil, feedName: String = "",
        logger: Logger = Logger(label: "tollgate.clients"), now: @escaping @Sendable () -> Instant = Instant.now,
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.source = source
        self.clock = clock
        keeper = ClientFeedKeeper(gate: gate, journalPath: cachePath, feedName: feedName, logger: logger, now: now)
    }

    /// A service that keeps `gate` up to date with the clients of a registrar.
    ///
    /// - Parameters:
    ///   - gate: The gate.
    ///   - feed: The registrar's feed.
    ///   - cachePath: The file in which it keeps its state. Default: it keeps nothing, and begins with a complete list.
    ///   - feedName: The name of the feed in that file, for example its URL.
    ///   - logger: Takes the changes of state. Default: the logger of the label `tollgate.clients`.
    public init(
        gate: Gate, feed: HTTPClientFeed, cachePath: String? = nil, feedName: String = "",
        logger: Logger = Logger(label: "tollgate.clients")
    ) {
        self.init(gate: gate, source: feed, cachePath: cachePath, feedName: feedName, logger: logger)
    }

    /// Follows the feed until the task is cancelled or the service group shuts down.
    ///
    /// - Throws: Nothing; a connection that fails is logged and made again.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            await keeper.restore()
            while !Task.isCancelled {
                // Without an error the complete list is needed, and asked for at once.
                guard let error = await connect(), !Task.isCancelled else { continue }
                try? await clock.sleep(for: await keeper.hasEnded(error))
            }
        }
    }

    /// Follows the feed until the connection ends.
    ///
    /// - Returns: The reason why it has ended; `nil` where it was given up because the complete list is needed.
    private func connect() async -> ClientFeedError? {
        let lastEventID = await keeper.begin()
        return await withTaskGroup(of: ClientFeedError?.self) { group in
            group.addTask { [source, keeper] in
                do throws(ClientFeedError) {
                    try await source.follow(after: lastEventID) { event throws(ClientFeedError) in
                        try await keeper.take(event)
                    }
                    return .ended
                } catch {
                    return error
                }
            }
            group.addTask { [clock, keeper] in
                while (try? await clock.sleep(for: Self.interval)) != nil {
                    if await keeper.forgetOldDenials() { return nil }
                }
                return nil
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
    }
}
