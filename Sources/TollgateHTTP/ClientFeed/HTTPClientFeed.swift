public import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
public import TollgateFeed

/// The feed of a registrar's admin server, as server-sent events.
///
/// The registrar sends a comment every 15 s where there is nothing to say: a connection that is silent for 45 s is dead.
public struct HTTPClientFeed: ClientFeedSource {
    private static let longestSilence = TimeAmount.seconds(45)

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

    /// Connects, and hands each message to `body` until the stream ends.
    public func follow(
        after lastEventID: String, _ body: (ClientFeedMessage, _ id: String) async throws(ClientFeedError) -> Void
    ) async throws(ClientFeedError) {
        var request = HTTPClientRequest(url: url)
        request.headers.add(name: "Accept", value: "text/event-stream")
        request.headers.add(name: "Authorization", value: "Bearer \(token)")
        if !lastEventID.isEmpty { request.headers.add(name: "Last-Event-ID", value: lastEventID) }
        do {
            let response = try await client.execute(request, deadline: .distantFuture)
            guard response.status == .ok else { throw ClientFeedError.refused(status: Int(response.status.code)) }
            let type = response.headers.first(name: "Content-Type") ?? "no content type"
            guard type.lowercased().hasPrefix("text/event-stream") else {
                throw ClientFeedError.notAnEventStream(contentType: String(type.prefix(100)))
            }
            var parser = ServerSentEventParser()
            for try await piece in response.body {
                for event in try parser.events(after: piece.readableBytesView) {
                    guard let message = try ClientFeedMessage(event) else { continue }
                    try await body(message, event.lastEventID)
                }
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
