public import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
internal import TollgateCatalogue

/// Makes Tollgate's own HTTP requests, each bounded in time and in size.
///
/// Redirects are never followed: a key set or a registration token must not be sent where a server points to
/// (RFC 8725 §3.10). Proxy variables of the environment are ignored unless the settings ask for them.
public struct OutboundClient: Sendable {
    /// How long the whole exchange may take, from connecting to the last byte.
    ///
    /// Default: 5 s.
    public var deadline: Duration
    /// How many bytes of body are read at most.
    ///
    /// Default: 256 KiB.
    public var maximumBodyBytes: Int
    /// Whether plain `http` may be used to a machine other than this one.
    ///
    /// Default: no.
    public var allowsInsecureHTTP: Bool

    private enum Source {
        case one(HTTPClient)
        case several(OutboundClients, ConnectionSettings)
    }

    private let source: Source
    let clock: any Clock<Duration>

    /// Requests over `client`, which must not follow redirects: see `makeHTTPClient()`.
    public init(
        client: HTTPClient, deadline: Duration = .seconds(5), maximumBodyBytes: Int = 256 * 1024,
        allowsInsecureHTTP: Bool = false, clock: any Clock<Duration> = ContinuousClock()
    ) {
        source = .one(client)
        self.deadline = deadline
        self.maximumBodyBytes = maximumBodyBytes
        self.allowsInsecureHTTP = allowsInsecureHTTP
        self.clock = clock
    }

    /// Requests over whichever of the clients connects in this way.
    init(clients: OutboundClients, settings: ConnectionSettings, clock: any Clock<Duration>) {
        source = .several(clients, settings)
        deadline = .seconds(5)
        maximumBodyBytes = 256 * 1024
        allowsInsecureHTTP = settings.allowsHTTP
        self.clock = clock
    }

    /// Sends `request` and reads the whole answer, whatever its status.
    public func send(_ request: OutboundRequest) async throws(OutboundError) -> OutboundResponse {
        let client = try client(for: request.url)
        var message = HTTPClientRequest(url: request.url)
        message.method = HTTPMethod(rawValue: request.method)
        for (name, value) in request.headers { message.headers.add(name: name, value: value) }
        if let body = request.body { message.body = .bytes(ByteBuffer(bytes: body)) }
        do {
            guard let response = try await exchange(message, client) else {
                throw OutboundError.timedOut(url: request.url, after: deadline)
            }
            return response
        } catch let error as OutboundError {
            throw error
        } catch is NIOTooManyBytesError {
            throw .responseTooLarge(url: request.url, limitBytes: maximumBodyBytes)
        } catch let error as HTTPClientError
            where error == .deadlineExceeded || error == .connectTimeout || error == .readTimeout
        {
            throw .timedOut(url: request.url, after: deadline)
        } catch {
            let reason = ConnectionFailure.reason(of: error)
            guard ConnectionFailure.isBeforeConnection(error) else {
                throw .unreachable(url: request.url, reason: reason)
            }
            throw .notConnected(url: request.url, reason: reason)
        }
    }

    /// The whole exchange, or `nil` when it takes longer than the deadline.
    ///
    /// The client's own deadline ends with the head of the answer: a server that sends its body drop by drop would
    /// outlive it.
    private func exchange(_ message: HTTPClientRequest, _ client: HTTPClient) async throws -> OutboundResponse? {
        try await Deadline.run(deadline, clock) {
            let response = try await client.execute(message, deadline: .now() + TimeAmount(deadline))
            let body = try await response.body.collect(upTo: maximumBodyBytes)
            return OutboundResponse(
                status: Int(response.status.code),
                headers: response.headers.map { (name: $0.name, value: $0.value) },
                body: Array(buffer: body))
        }
    }

    /// The client for a URL, if requests may be made to it.
    private func client(for url: String) throws(OutboundError) -> HTTPClient {
        guard let parts = URLParts(url) else { throw .invalidURL(url) }
        guard parts.scheme == "https" || parts.isLoopback || allowsInsecureHTTP else { throw .insecureURL(url) }
        switch source {
        case .one(let client): return client
        case .several(let clients, let settings): return try clients.httpClient(for: parts, settings)
        }
    }
}
