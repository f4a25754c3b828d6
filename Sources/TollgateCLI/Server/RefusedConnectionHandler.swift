import NIOCore

/// Answers whatever is asked on a connection that there is no room for, and ends it.
final class RefusedConnectionHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private static let content =
        "{\"error\":\"temporarily_unavailable\",\"error_description\":\"There are as many connections as there may "
        + "be; try again later.\",\"code\":\"connections_exhausted\"}\n"

    private static func answer(isHead: Bool) -> String {
        "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json\r\nCache-Control: no-store\r\n"
            + "Retry-After: 1\r\nConnection: close\r\nContent-Length: \(content.utf8.count)\r\n\r\n"
            + (isHead ? "" : content)
    }

    private let isDropped: Bool
    private var hasAnswered = false

    /// A handler for one connection.
    ///
    /// - Parameter isDropped: Whether it is closed without an answer.
    init(isDropped: Bool) {
        self.isDropped = isDropped
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { begin(context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        begin(context)
        context.fireChannelActive()
    }

    private func begin(_ context: ChannelHandlerContext) {
        guard !isDropped else { return context.close(promise: nil) }
        let loopBound = NIOLoopBound((handler: self, context: context), eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: ConnectionDeadlineHandler.farewell) {
            let (handler, context) = loopBound.value
            // Whoever has not asked for anything hears it all the same.
            handler.answer(context, isHead: false)
            context.close(promise: nil)
        }
        context.read()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = Self.unwrapInboundIn(data)
        answer(context, isHead: bytes.readableBytesView.starts(with: "HEAD ".utf8))
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        context.read()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .inputClosed? = event as? ChannelEvent {
            answer(context, isHead: false)
            context.close(promise: nil)
        }
    }

    private func answer(_ context: ChannelHandlerContext, isHead: Bool) {
        guard !hasAnswered else { return }
        hasAnswered = true
        context.writeAndFlush(Self.wrapOutboundOut(ByteBuffer(string: Self.answer(isHead: isHead))), promise: nil)
        context.close(mode: .output, promise: nil)
    }
}
