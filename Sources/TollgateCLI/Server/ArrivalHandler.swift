import NIOCore

/// Tells the handler of a connection's deadlines of bytes before they are parsed.
final class ArrivalHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer

    private let deadlines: ConnectionDeadlineHandler

    init(_ deadlines: ConnectionDeadlineHandler) {
        self.deadlines = deadlines
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        deadlines.readBytes(at: context.eventLoop.now)
        context.fireChannelRead(data)
    }
}
