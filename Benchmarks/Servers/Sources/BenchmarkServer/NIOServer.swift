import NIOCore
import NIOHTTP1
import NIOPosix
import Tollgate
import TollgateNIO

/// A server on plain swift-nio on one event loop.
enum NIOServer {
    static func serve(_ gate: Gate?) async throws {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup(numberOfThreads: 1))
            .serverChannelOption(.backlog, value: 256)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.configureHTTPServerPipeline()
                    if let gate { try pipeline.addHandler(GateHandler(gate: gate)) }
                    try pipeline.addHandler(FixedAnswer())
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        Material.tell(channel.localAddress)
        try await channel.closeFuture.get()
    }
}

/// Answers every request in the same way.
final class FixedAnswer: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .end = Self.unwrapInboundIn(data) else { return }
        let headers = HTTPHeaders([
            ("Content-Type", "application/json"), ("Content-Length", "\(Material.answer.utf8.count)"),
        ])
        context.write(
            Self.wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .ok, headers: headers))),
            promise: nil)
        context.write(Self.wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: Material.answer)))), promise: nil)
        context.writeAndFlush(Self.wrapOutboundOut(.end(nil)), promise: nil)
    }
}
