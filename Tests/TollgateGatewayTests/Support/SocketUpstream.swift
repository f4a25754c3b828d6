import NIOCore
import NIOPosix
import NIOSSL

/// A server of bytes, which answers each header with what a test has it say, and tells what happens to it.
struct SocketUpstream {
    enum Event: Equatable {
        /// A header has come.
        case asked(String)
        /// So many bytes have come behind it.
        case received(Int)
        /// A connection has ended.
        case closed
    }

    let port: Int
    private let server: any Channel
    private let stream: AsyncStream<Event>

    /// Runs `body` with a server on a free port.
    ///
    /// - Parameters:
    ///   - host: The address that it listens on.
    ///   - socket: The path of a unix socket to listen on instead.
    ///   - tls: Its certificate and key, for TLS. Default: none.
    ///   - answer: What it says to a header; `nil` where it says nothing. An answer that is empty closes.
    ///   - body: Talks to it.
    /// - Throws: What `body` throws, and what listening throws.
    static func run(
        host: String = "127.0.0.1", socket: String? = nil, tls: TLSConfiguration? = nil,
        answer: @escaping @Sendable (String) -> String?, _ body: (SocketUpstream) async throws -> Void
    ) async throws {
        let (stream, continuation) = AsyncStream.makeStream(of: Event.self)
        let secured = try tls.map { try NIOSSLContext(configuration: $0) }
        let bootstrap = ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let secured {
                        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: secured))
                    }
                    try channel.pipeline.syncOperations.addHandler(Handler(continuation, answer))
                }
            }
        let server =
            if let socket {
                try await bootstrap.bind(unixDomainSocketPath: socket).get()
            } else {
                try await bootstrap.bind(host: host, port: 0).get()
            }
        do {
            try await body(SocketUpstream(port: server.localAddress?.port ?? 0, server: server, stream: stream))
        } catch {
            try await server.close()
            throw error
        }
        try await server.close()
    }

    /// Waits for an event.
    func wait(for isRight: (Event) -> Bool) async {
        for await event in stream where isRight(event) { return }
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let events: AsyncStream<Event>.Continuation
        private let answer: @Sendable (String) -> String?
        private var text = ""
        private var bodyBytes = 0

        init(_ events: AsyncStream<Event>.Continuation, _ answer: @escaping @Sendable (String) -> String?) {
            self.events = events
            self.answer = answer
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let buffer = Self.unwrapInboundIn(data)
            if bodyBytes > 0 {
                bodyBytes += buffer.readableBytes
                events.yield(.received(bodyBytes - 1))
                return
            }
            text += String(buffer: buffer)
            while let end = text.utf8.firstRange(of: "\r\n\r\n".utf8) {
                let header = String(text[..<end.lowerBound])
                text = String(text[end.upperBound...])
                events.yield(.asked(header))
                if header.hasPrefix("POST ") { bodyBytes = 1 + text.utf8.count }
                guard let answer = answer(header) else { continue }
                guard !answer.isEmpty else { return context.close(promise: nil) }
                context.writeAndFlush(Self.wrapOutboundOut(ByteBuffer(string: answer)), promise: nil)
            }
        }

        func channelInactive(context: ChannelHandlerContext) { events.yield(.closed) }
    }
}
