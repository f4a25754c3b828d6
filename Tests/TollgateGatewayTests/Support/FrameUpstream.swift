import NIOCore
import NIOHPACK
import NIOHTTP2
import NIOPosix
import NIOSSL
import TollgateConcurrency

/// An upstream that speaks HTTP/2: a test says what it does with each frame.
struct FrameUpstream: Sendable {
    /// The connection that a frame has come on.
    struct Peer {
        fileprivate let context: ChannelHandlerContext
        let stream: HTTP2StreamID

        /// Sends a frame on the stream, or on another one.
        func send(_ payload: HTTP2Frame.FramePayload, on other: HTTP2StreamID? = nil) {
            context.writeAndFlush(
                NIOAny(HTTP2Frame(streamID: other ?? stream, payload: payload)), promise: nil)
        }

        /// Sends bytes that HTTP/2 knows nothing of.
        func send(raw bytes: [UInt8]) {
            guard
                let first = try? context.pipeline.syncOperations.context(
                    handlerType: NIOHTTP2Handler.self)
            else { return }
            first.writeAndFlush(NIOAny(IOData.byteBuffer(ByteBuffer(bytes: bytes))), promise: nil)
        }

        func close() { context.close(promise: nil) }
    }

    let port: Int

    /// Runs `body` with a server.
    ///
    /// - Parameters:
    ///   - tls: Its certificate, for TLS. Default: none.
    ///   - settings: Its settings.
    ///   - receive: Called with each frame of a stream.
    ///   - body: Talks to it.
    /// - Throws: What `body` throws, and what listening throws.
    static func run(
        tls: TLSConfiguration? = nil, settings: HTTP2Settings = [],
        receive: @escaping @Sendable (HTTP2Frame.FramePayload, Peer) -> Void,
        _ body: (FrameUpstream) async throws -> Void
    ) async throws {
        let secured = try tls.map { try NIOSSLContext(configuration: $0) }
        let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let secured {
                        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: secured))
                    }
                    try channel.pipeline.syncOperations.addHandlers(
                        NIOHTTP2Handler(
                            mode: .server, initialSettings: settings, headerBlockValidation: .disabled,
                            contentLengthValidation: .disabled), Handler(receive))
                }
            }.bind(host: "127.0.0.1", port: 0).get()
        do {
            try await body(FrameUpstream(port: server.localAddress?.port ?? 0))
        } catch {
            try await server.close()
            throw error
        }
        try await server.close()
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = HTTP2Frame

        private let receive: @Sendable (HTTP2Frame.FramePayload, Peer) -> Void

        init(_ receive: @escaping @Sendable (HTTP2Frame.FramePayload, Peer) -> Void) {
            self.receive = receive
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let frame = Self.unwrapInboundIn(data)
            guard frame.streamID != .rootStream else { return }
            receive(frame.payload, Peer(context: context, stream: frame.streamID))
        }
    }
}
