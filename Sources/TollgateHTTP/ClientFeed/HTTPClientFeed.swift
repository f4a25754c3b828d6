public import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
internal import TollgateFeed

/// The feed of a registrar's admin server, as server-sent events.
///
/// The registrar sends a comment every 15 s where there is nothing to say: a connection that is silent for 45 s is dead.
public struct HTTPClientFeed: ClientFeedSource {
    private static let longestSilence = TimeAmount.seconds(45)
    private static let answerDeadline = TimeAmount.seconds(15)
    /// The longest `id` that is accepted: it is sent back as a header.
    private static let longestID = 200

    private let url: String
    private let token: String
    private let client: HTTPClient

    /// The feed at `url`.
    ///
    /// - Parameters:
    ///   - url: For example `https://registrar.example/api/client_feed`.
    ///   - token: The bearer token that the registrar asks for.
    ///   - client: Makes the requests; from `makeHTTPClient()`.
    public init(url: String, token: String, client: HTTPClient) {
        self.url = url
        self.token = token
        self.client = client
    }

    /// A client that gives up a connection which is silent for too long.
    ///
    /// Whoever makes it must shut it down.
    public static func makeHTTPClient() -> HTTPClient {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.timeout = .init(connect: .seconds(5), read: longestSilence)
        configuration.decompression = .disabled
        configuration.httpVersion = .http1Only
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    /// Connects, and hands what comes to `body` until the stream ends.
    public func follow(
        after lastEventID: String, _ body: (ClientFeedEvent) async throws(ClientFeedError) -> Void
    ) async throws(ClientFeedError) {
        var request = HTTPClientRequest(url: url)
        request.headers.add(name: "Accept", value: "text/event-stream")
        request.headers.add(name: "Authorization", value: "Bearer \(token)")
        if !lastEventID.isEmpty { request.headers.add(name: "Last-Event-ID", value: lastEventID) }
        do {
            let response = try await client.execute(request, deadline: .now() + Self.answerDeadline)
            guard response.status == .ok else { throw ClientFeedError.refused(status: Int(response.status.code)) }
            let type = response.headers.first(name: "Content-Type") ?? "no content type"
            guard type.lowercased().hasPrefix("text/event-stream") else {
                throw ClientFeedError.notAnEventStream(contentType: String(type.prefix(100)))
            }
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
        } catch let error as ServerSentEventParser.TooLong {
            throw .tooLong(limitBytes: error.limitBytes)
        } catch let error as ClientFeedMessage.Malformed {
            throw .malformed(event: error.event)
        } catch {
            throw .disconnected(reason: ConnectionFailure.reason(of: error))
        }
        throw .ended
    }
}
