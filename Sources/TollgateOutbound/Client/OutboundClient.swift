internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
internal import NIOHTTPCompression
internal import TollgateCatalogue

/// Makes Tollgate's own HTTP requests, each bounded in time and in size.
///
/// Redirects are never followed: a key set or a registration token must not be sent where a server points to
/// (RFC 8725 §3.10). Proxy variables of the environment are ignored unless the settings ask for them.
public struct OutboundClient: Sendable {
    /// The time that the whole exchange may take, from connecting to the last byte.
    ///
    /// Default: 5 s.
    public var deadline: Duration
    /// The most bytes of body that are read.
    ///
    /// Default: 256 KiB.
    public var maximumBodyBytes: Int
    /// Whether plain `http` may be used to a machine other than this one.
    ///
    /// Default: no.
    public var allowsInsecureHTTP: Bool

    private let clients: OutboundClients
    private let settings: ConnectionSettings
    /// The clock that measures deadlines.
    package let clock: any Clock<Duration>

    /// A client over the one of `clients` that connects in this way.
    init(
        clients: OutboundClients, settings: ConnectionSettings, deadline: Duration, maximumBodyBytes: Int,
        clock: any Clock<Duration>
    ) {
        self.clients = clients
        self.settings = settings
        self.deadline = deadline
        self.maximumBodyBytes = maximumBodyBytes
        allowsInsecureHTTP = settings.allowsHTTP
        self.clock = clock
    }

    /// Sends `request` and reads the whole answer, whatever its status.
    ///
    /// - Parameter request: The request; without an `Accept-Encoding` of its own it asks for `identity`.
    /// - Returns: The answer, its body read whole and decompressed.
    /// - Throws: ``OutboundError/invalidURL(_:)``, ``OutboundError/insecureURL(_:)`` or
    ///   ``OutboundError/unusableSettings(reason:)`` before anything is sent, also once the clients are shut down;
    ///   ``OutboundError/notConnected(url:reason:)`` without a connection, ``OutboundError/unreachable(url:reason:)``
    ///   where TLS failed, the connection broke or the task was cancelled, ``OutboundError/timedOut(url:after:)`` after
    ///   ``deadline``, ``OutboundError/responseTooLarge(url:limitBytes:)`` beyond ``maximumBodyBytes``, and
    ///   ``OutboundError/unusableAnswer(url:reason:)`` for an answer that is not HTTP, not safe to read, or in an
    ///   unknown coding.
    public func send(_ request: OutboundRequest) async throws(OutboundError) -> OutboundResponse {
        var settings = settings
        settings.allowsHTTP = allowsInsecureHTTP
        let client = try clients.httpClient(for: request.url, settings)
        var message = HTTPClientRequest(url: request.url)
        message.method = HTTPMethod(rawValue: request.method)
        for (name, value) in request.headers { message.headers.add(name: name, value: value) }
        // Compressed answers are understood all the same: some servers compress whatever they are asked.
        if !message.headers.contains(name: "Accept-Encoding") {
            message.headers.add(name: "Accept-Encoding", value: "identity")
        }
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
        } catch NIOHTTPDecompression.DecompressionError.limit {
            throw .responseTooLarge(
                url: request.url,
                limitBytes: min(maximumBodyBytes, HTTPClient.Configuration.maximumDecompressedBytes))
        } catch let error where ConnectionFailure.isOfAnswer(error) {
            throw .unusableAnswer(url: request.url, reason: ConnectionFailure.reason(of: error))
        } catch let error as HTTPClientError where error == .connectTimeout || error == .readTimeout {
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
    /// One clock measures it: AsyncHTTPClient's own deadline is one of the system's clock, and ends with the head of
    /// the answer, so a server that sends its body drop by drop would outlive it.
    private func exchange(_ message: HTTPClientRequest, _ client: HTTPClient) async throws -> OutboundResponse? {
        try await Deadline.run(deadline, clock) {
            let response = try await client.execute(message, deadline: .distantFuture)
            try ContentCoding.check(response.headers)
            let body = try await response.body.collect(upTo: maximumBodyBytes)
            return OutboundResponse(
                status: Int(response.status.code),
                headers: response.headers.map { (name: $0.name, value: $0.value) },
                body: Array(buffer: body))
        }
    }
}
