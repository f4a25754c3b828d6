import NIOCore
import NIOPosix
import NIOSSL

/// An upstream that switches to a protocol in which it says what it is told, and says goodbye at the end.
enum EchoUpstream {
    /// Runs `body` with the port of a server.
    static func run(tls: TLSConfiguration? = nil, _ body: (Int) async throws -> Void) async throws {
        let secured = try tls.map { try NIOSSLContext(configuration: $0) }
        let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let secured {
                        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: secured))
                    }
                    try channel.pipeline.syncOperations.addHandler(Handler())
                }
            }.bind(host: "127.0.0.1", port: 0).get()
        do {
            try await body(server.localAddress?.port ?? 0)
        } catch {
            try await server.close()
            throw error
        }
        try await server.close()
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private var head = ""
        private var isOpen = false

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let buffer = Self.unwrapInboundIn(data)
            guard !isOpen else { return context.writeAndFlush(Self.wrapOutboundOut(buffer), promise: nil) }
            head += String(buffer: buffer)
            guard let end = head.utf8.firstRange(of: "\r\n\r\n".utf8) else { return }
            isOpen = true
            let rest = String(head[end.upperBound...])
            let answer = "HTTP/1.1 101 Yes\r\nConnection: upgrade\r\nUpgrade: chat/2\r\n\r\n" + rest
            context.writeAndFlush(Self.wrapOutboundOut(ByteBuffer(string: answer)), promise: nil)
        }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            guard case .inputClosed? = event as? ChannelEvent else { return }
            let end = context.eventLoop.makePromise(of: Void.self)
            end.futureResult.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
            context.writeAndFlush(Self.wrapOutboundOut(ByteBuffer(string: " and bye")), promise: end)
        }
    }
}
