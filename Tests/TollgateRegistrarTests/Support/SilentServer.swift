import NIOCore
import NIOPosix
import Synchronization

/// A server that takes every request and never answers.
final class SilentServer: Sendable {
    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        let server: SilentServer

        init(_ server: SilentServer) {
            self.server = server
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            server.asked.withLock { $0 += 1 }
        }
    }

    private let asked = Mutex(0)

    /// How many pieces of requests have come.
    var pieces: Int { asked.withLock { $0 } }

    /// Listens until the process ends.
    func listen() async throws -> String {
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Handler(self))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return "http://127.0.0.1:\(channel.localAddress?.port ?? 0)"
    }
}
