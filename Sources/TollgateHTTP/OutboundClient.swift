public import AsyncHTTPClient
internal import Foundation
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix

/// Makes Tollgate's own HTTP requests, each bounded in time and in size.
///
/// Redirects are never followed: a key set or a registration token must not be sent where a server points to
/// (RFC 8725 §3.10). Proxy variables of the environment are ignored.
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

    private let client: HTTPClient
    let clock: any Clock<Duration>

    /// Requests over `client`, which must not follow redirects: see `makeHTTPClient()`.
    public init(
        client: HTTPClient, deadline: Duration = .seconds(5), maximumBodyBytes: Int = 256 * 1024,
        allowsInsecureHTTP: Bool = false, clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.client = client
        self.deadline = deadline
        self.maximumBodyBytes = maximumBodyBytes
        self.allowsInsecureHTTP = allowsInsecureHTTP
        self.clock = clock
    }

    /// A client with the settings that Tollgate needs.
    ///
    /// Whoever makes it must shut it down.
    public static func makeHTTPClient() -> HTTPClient {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.timeout.connect = .seconds(5)
        configuration.decompression = .disabled
        configuration.httpVersion = .http1Only
        // A refused connection is told at once: whoever asked knows better when to try again.
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    /// Sends `request` and reads the whole answer, whatever its status.
    public func send(_ request: OutboundRequest) async throws(OutboundError) -> OutboundResponse {
        try checkURL(request.url)
        var message = HTTPClientRequest(url: request.url)
        message.method = HTTPMethod(rawValue: request.method)
        for (name, value) in request.headers { message.headers.add(name: name, value: value) }
        if let body = request.body { message.body = .bytes(ByteBuffer(bytes: body)) }
        do {
            guard let response = try await exchange(message) else {
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
            throw .unreachable(url: request.url, reason: Self.reason(of: error))
        }
    }

    /// The whole exchange, or `nil` when it takes longer than the deadline.
    ///
    /// The client's own deadline ends with the head of the answer: a server that sends its body drop by drop would
    /// outlive it.
    private func exchange(_ message: HTTPClientRequest) async throws -> OutboundResponse? {
        try await Deadline.run(deadline, clock) {
            let response = try await client.execute(message, deadline: .now() + TimeAmount(deadline))
            let body = try await response.body.collect(upTo: maximumBodyBytes)
            return OutboundResponse(
                status: Int(response.status.code),
                headers: response.headers.map { (name: $0.name, value: $0.value) },
                body: Array(buffer: body))
        }
    }

    private func checkURL(_ url: String) throws(OutboundError) {
        guard let parts = URLParts(url) else { throw .invalidURL(url) }
        guard parts.scheme == "https" || parts.isLoopback || allowsInsecureHTTP else { throw .insecureURL(url) }
    }

    /// The innermost cause in one line: NIO's connection errors list every attempt over several.
    static func reason(of error: any Error) -> String {
        if let error = error as? NIOConnectionError {
            if let first = error.connectionErrors.first { return reason(of: first.error) }
            return "the name \(error.host) does not resolve"
        }
        guard let error = error as? IOError else { return "\(error)" }
        switch error.errnoCode {
        case ECONNREFUSED: return "connection refused"
        case ECONNRESET: return "connection reset"
        case EHOSTUNREACH, ENETUNREACH: return "no route to that host"
        default: return error.description
        }
    }
}
