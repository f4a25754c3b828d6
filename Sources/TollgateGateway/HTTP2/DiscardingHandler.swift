internal import NIOCore

/// Drops what a client still sends on a connection that has come to its end.
///
/// swift-nio-http2 keeps the bytes that come behind an error, all of them, for as long as the client is left to read why.
final class DiscardingHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {}
}
