public import Logging
public import ServiceLifecycle
public import Tollgate

/// Keeps a gate told of the registrar's clients: who they are, what they were granted, and who is to be refused.
///
/// It reconnects with growing pauses, resumes where it was, and keeps what it knows on disk, so that a gateway which is
/// restarted without its registrar still refuses whom it refused before. While it is not connected the gate goes on with
/// what it knows. It logs one line when the connection is lost and one when it has been back for some seconds.
///
/// A deleted client is forgotten when its provider has confirmed the deletion and none of its tokens can be unexpired any
/// more, which `max_token_lifetime` of its issuer says; without that, and where it is suspended, it never is.
public struct ClientFeedService: Service {
    /// The time between two looks at what can be forgotten.
    static let interval = Duration.seconds(1)

    private let source: any ClientFeedSource
    private let keeper: ClientFeedKeeper
    private let clock: any Clock<Duration>

    /// A service for the clients of `gate`.
    ///
    /// - Parameters:
    ///   - gate: The gate.
    ///   - source: Where it hears of clients.
    ///   - cachePath: The file in which it keeps what it heard; `nil` keeps nothing.
    ///   - feedName: What the feed is called in that file: its URL.
    ///   - logger: Takes the state changes.
    ///   - now: The time by which deletions age.
    ///   - clock: The clock to wait on.
    public init(
        gate: Gate, source: any ClientFeedSource, cachePath: String? = nil, feedName: String = "",
        logger: Logger = Logger(label: "tollgate.clients"), now: @escaping @Sendable () -> Instant = Instant.now,
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.source = source
        self.clock = clock
        keeper = ClientFeedKeeper(gate: gate, journalPath: cachePath, feedName: feedName, logger: logger, now: now)
    }

    /// Follows the feed until the task is cancelled or the service group shuts down.
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
    /// - Returns: Why it has ended; `nil` where it was given up because the complete list is needed.
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
                    if await keeper.look() { return nil }
                }
                return nil
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
    }
}
