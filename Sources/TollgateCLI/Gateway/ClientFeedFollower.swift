import Logging
import ServiceLifecycle
import Tollgate
import TollgateConfiguration
import TollgateFollower
import TollgateOutbound

/// Follows the registrar's feed of clients with HTTP clients of its own.
struct ClientFeedFollower: Service {
    let gate: Gate
    let settings: ClientFeedSettings
    let token: String
    let logger: Logger
    let now: @Sendable () -> Instant
    let clock: any Clock<Duration>

    func run() async throws {
        let clients = OutboundClients(clock: clock)
        do {
            try await ClientFeedService(
                gate: gate, source: HTTPClientFeed(url: settings.feed, token: token, clients: clients),
                cachePath: settings.cache, feedName: settings.feed, logger: logger, now: now,
                clock: clock
            ).run()
        } catch {
            try? await clients.shutdown()
            throw error
        }
        try await clients.shutdown()
    }
}
