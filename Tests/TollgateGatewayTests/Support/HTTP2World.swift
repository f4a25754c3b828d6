import NIOCore
import TollgateCatalogue

@testable import TollgateGateway

/// A gateway in front of an upstream that speaks HTTP/1 and keeps what it is sent.
struct HTTP2World {
    let gateway: SocketGateway
    let upstream: RecordedUpstream

    /// A gateway in front of an upstream that a test has made itself.
    init(gateway: SocketGateway, upstream: RecordedUpstream = .none) {
        self.gateway = gateway
        self.upstream = upstream
    }

    /// Runs `body` with a gateway.
    ///
    /// - Parameters:
    ///   - reads: Whether the upstream reads anything.
    ///   - answer: What the upstream says to a header; an answer that is empty says nothing.
    ///   - limits: Changes the limits.
    ///   - listener: Changes the listener.
    ///   - body: Talks to it.
    /// - Throws: What `body` throws, and what starting and ending throw.
    static func run(
        reads: Bool = true,
        answer: @escaping @Sendable (String) -> String = { _ in
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
        },
        limits: (inout GatewayLimits) -> Void = { _ in },
        listener: (inout GatewayListener) throws -> Void = { _ in },
        _ body: (HTTP2World) async throws -> Void
    ) async throws {
        try await RecordedUpstream.run(reads: reads, answer: answer) { upstream in
            try await SocketGateway.run(upstream: upstream.port, limits: limits, listener: listener) { gateway in
                try await body(HTTP2World(gateway: gateway, upstream: upstream))
            }
        }
    }

    /// Runs `body` with a connection of HTTP/2.
    func converse<Result>(
        beginning: String? = nil, settings: FrameClient.Frame = .settings(),
        _ body: (inout FrameClient) async throws -> Result
    ) async throws -> Result {
        try await FrameClient.with(port: gateway.port, beginning: beginning, settings: settings, body)
    }

    /// The fields of a request with a token.
    func request(_ method: String = "GET", _ path: String = "/payment-api/x", _ more: (String, String)...)
        -> [(String, String)]
    {
        [
            (":method", method), (":scheme", "http"), (":authority", "gateway.example"), (":path", path),
            ("authorization", "Bearer \(gateway.token())"),
        ] + more
    }
}
