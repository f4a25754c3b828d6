import NIOCore

/// Tells the handler of a connection's deadlines of bytes before anybody has made sense of them.
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
