internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
public import TollgateCatalogue
package import TollgateClientFeed
public import TollgateOutbound

/// The feed of a registrar's admin server, as server-sent events.
///
/// ```swift
/// let clients = OutboundClients()
/// let feed = HTTPClientFeed(
///     url: "https://registrar.example/api/client_feed", token: token, clients: clients)
/// let service = ClientFeedService(gate: gate, feed: feed)
/// ```
///
/// The registrar sends a comment every 15 s where there is nothing to say: a connection that is silent for 45 s is
/// dead. A compressed stream is refused, since events would wait in it for others.
public struct HTTPClientFeed: Sendable, ClientFeedSource {
    private static let longestSilence = TimeAmount.seconds(45)
    private static let answerDeadline = TimeAmount.seconds(15)
    /// The longest `id` that is accepted: it is sent back as a header.
    private static let longestID = 200

    private let url: String
    private let token: String
    private let clients: OutboundClients
    private let connection: ConnectionSettings

    /// The feed at `url`.
    ///
    /// - Parameters:
    ///   - url: For example `https://registrar.example/api/client_feed`.
    ///   - token: The bearer token that the registrar asks for.
    ///   - clients: Make the connections.
    ///   - connection: The way to connect. Default: with the trust of the system, https only but to this machine.
    public init(
        url: String, token: String, clients: OutboundClients, connection: ConnectionSettings = ConnectionSettings()
    ) {
        self.url = url
        self.token = token
        self.clients = clients
        self.connection = connection
    }

    /// Connects, and hands each event to `body` until the stream ends.
    ///
    /// - Parameters:
    ///   - lastEventID: The `id` to resume after; empty asks for a complete list.
    ///   - body: Takes the events.
    /// - Throws: ``ClientFeedError/refused(status:)`` or ``ClientFeedError/notAnEventStream(contentType:)`` for the
    ///   answer, ``ClientFeedError/malformed(event:)`` or ``ClientFeedError/tooLong(limitBytes:)`` for an event,
    ///   ``ClientFeedError/disconnected(reason:)`` where the connection cannot be made, breaks, is silent or
    ///   compressed, ``ClientFeedError/ended`` at the end; what `body` throws.
    package func follow(
        after lastEventID: String, _ body: (ClientFeedEvent) async throws(ClientFeedError) -> Void
    ) async throws(ClientFeedError) {
        var request = HTTPClientRequest(url: url)
        request.headers.add(name: "Accept", value: "text/event-stream")
        request.headers.add(name: "Accept-Encoding", value: "identity")
        request.headers.add(name: "Authorization", value: "Bearer \(token)")
        if !lastEventID.isEmpty { request.headers.add(name: "Last-Event-ID", value: lastEventID) }
        do {
            let client = try clients.httpClient(
                for: url, connection, use: .stream(longestSilence: Self.longestSilence))
            let response = try await client.execute(request, deadline: .now() + Self.answerDeadline)
            guard response.status == .ok else { throw ClientFeedError.refused(status: Int(response.status.code)) }
            let type = response.headers.first(name: "Content-Type") ?? "no content type"
            guard type.lowercased().hasPrefix("text/event-stream") else {
                throw ClientFeedError.notAnEventStream(contentType: String(type.prefix(100)))
            }
            try ContentCoding.checkIdentity(response.headers)
            try await body(.opened)
            var parser = ServerSentEventParser()
            var deadline = EventDeadline()
            for try await piece in response.body {
                let events = try parser.events(after: piece.readableBytesView)
                for event in events {
                    guard let message = try ClientFeedMessage(event) else { continue }
                    guard event.lastEventID.utf8.count <= Self.longestID,
                        event.lastEventID.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
                    else { throw ClientFeedError.malformed(event: "whose id cannot be sent back") }
                    try await body(.message(message, id: event.lastEventID))
                }
                if !events.isEmpty { try await body(.paused) }
                try deadline.check(
                    isMidEvent: parser.isMidEvent, hasEnded: !events.isEmpty, at: ContinuousClock.now)
            }
        } catch let error as ClientFeedError {
            throw error
        } catch let error as OutboundError {
            throw .disconnected(reason: error.reason)
        } catch {
            throw .disconnected(reason: ConnectionFailure.reason(of: error))
        }
        throw .ended
    }
}
