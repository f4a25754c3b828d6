public import Logging
public import ServiceLifecycle
public import Tollgate
internal import TollgateFeed

/// Keeps a gate told of the registrar's clients: who they are, what they were granted, and who is to be refused.
///
/// It reconnects with growing pauses, resumes where it was, and keeps what it knows on disk, so that a gateway which is
/// restarted without its registrar still refuses whom it refused before. While it is not connected the gate goes on with
/// what it knows. It logs one line when the connection is lost and one when it is back.
public struct ClientFeedService: Service {
    private static let shortestPause = Duration.milliseconds(250)
    private static let longestPause = Duration.seconds(15)

    private let gate: Gate
    private let source: any ClientFeedSource
    private let cachePath: String?
    private let feedName: String
    private let logger: Logger
    private let clock: any Clock<Duration>

    /// A service for the clients of `gate`.
    ///
    /// - Parameters:
    ///   - gate: The gate.
    ///   - source: Where it hears of clients.
    ///   - cachePath: The file in which it keeps what it heard; `nil` keeps nothing.
    ///   - feedName: What the feed is called in that file: its URL.
    ///   - logger: Takes the state changes.
    ///   - clock: The clock to wait on.
    public init(
        gate: Gate, source: any ClientFeedSource, cachePath: String? = nil, feedName: String = "",
        logger: Logger = Logger(label: "tollgate.clients"), clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.gate = gate
        self.source = source
        self.cachePath = cachePath
        self.feedName = feedName
        self.logger = logger
        self.clock = clock
    }

    /// Follows the feed until the task is cancelled or the service group shuts down.
    public func run() async throws {
        await cancelWhenGracefulShutdown { await follow() }
    }

    private func follow() async {
        let journal = cachePath.map { ClientFeedJournal(path: $0, feed: feedName) }
        var state = restored(from: journal)
        var pause = Self.shortestPause
        var isConnected = true
        while !Task.isCancelled {
            state.begin()
            do throws(ClientFeedError) {
                try await source.follow(after: state.lastEventID) { (message, id) throws(ClientFeedError) in
                    let change = try state.take(message, id: id)
                    apply(change, of: state)
                    keep(change, of: state, in: journal)
                    pause = Self.shortestPause
                    if !isConnected { logger.info("the registrar's feed of clients is followed again") }
                    isConnected = true
                }
            } catch {
                // A stream that ends is opened again at once; that is worth a line only if it then cannot be.
                if isConnected, error != .ended, !Task.isCancelled {
                    isConnected = false
                    logger.warning(
                        "the registrar's feed of clients cannot be followed; going on with what is known",
                        metadata: ["reason": "\(error)", "clients": "\(state.entries.count)"])
                }
            }
            try? await clock.sleep(for: pause)
            pause = min(pause * 2, Self.longestPause)
        }
    }

    private func restored(from journal: ClientFeedJournal?) -> ClientFeedState {
        do throws(ClientFeedJournal.Unusable) {
            guard let state = try journal?.load() else { return ClientFeedState() }
            apply(.all, of: state)
            logger.info("clients restored from disk", metadata: ["clients": "\(state.entries.count)"])
            return state
        } catch {
            logger.warning("what was known of clients cannot be restored", metadata: ["reason": "\(error)"])
            return ClientFeedState()
        }
    }

    private func apply(_ change: ClientFeedState.Change, of state: ClientFeedState) {
        switch change {
        case .nothing: break
        case .all:
            let (active, others) = state.entriesByActivity
            gate.deniedClients.replaceAll(with: Set(others.map(\.client)))
            gate.registeredClients.replaceAll(
                with: Dictionary(active.map { ($0.client, $0.grantedScopes) }) { $1 })
        case .client(let client):
            switch state.entries[client]?.state {
            case .active:
                gate.registeredClients.set(state.entries[client]?.grantedScopes ?? [], for: client)
                gate.deniedClients.allow(issuer: client.issuer, client: client.clientID)
            case .suspended, .deleted:
                gate.deniedClients.deny(issuer: client.issuer, client: client.clientID)
                gate.registeredClients.remove(client)
            case .forgotten, nil:
                gate.registeredClients.remove(client)
                gate.deniedClients.allow(issuer: client.issuer, client: client.clientID)
            }
        }
    }

    private func keep(_ change: ClientFeedState.Change, of state: ClientFeedState, in journal: ClientFeedJournal?) {
        do {
            try journal?.store(change, of: state)
        } catch {
            logger.warning("what is known of clients cannot be kept on disk", metadata: ["reason": "\(error)"])
        }
    }
}
