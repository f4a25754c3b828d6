internal import NIOCore

/// A connection without TLS, of which nothing has been read: finds out whether the client speaks HTTP/2 (RFC 9113 §3.3,
/// §3.4), and gives way to what speaks with it.
final class ProtocolArrival: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    /// The beginning of HTTP/2, which is no request of HTTP/1.
    private static let beginning = Array("PRI * HTTP/2.0\r\n\r\n".utf8)

    private let loop: GatewayLoop
    private let listener: Listener
    private let rules: HTTP2Rules
    private let origin: ConnectionOrigin
    private var context: ChannelHandlerContext?
    private var received = ByteBuffer()
    private var isOver = false
    private var deadline: Int64
    var sweepPlace = 0

    /// A connection that has just come.
    init(_ loop: GatewayLoop, _ listener: Listener, _ rules: HTTP2Rules, _ origin: ConnectionOrigin) {
        self.loop = loop
        self.listener = listener
        self.rules = rules
        self.origin = origin
        deadline = loop.moment + listener.limits.header
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        loop.add(self)
        if context.channel.isActive { context.read() }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        end()
        self.context = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        context.read()
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isOver else { return context.fireChannelRead(data) }
        var part = Self.unwrapInboundIn(data)
        if received.readableBytes == 0 { received = part } else { received.writeBuffer(&part) }
        let bytes = received.readableBytesView.prefix(Self.beginning.count)
        guard Self.beginning.starts(with: bytes) else { return giveWay(context) }
        if bytes.count == Self.beginning.count { giveWay(context, isHTTP2: true) }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        context.fireChannelReadComplete()
        if !isOver { context.read() }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if !isOver, case .inputClosed? = event as? ChannelEvent {
            // What has come may be part of a request that is answered still.
            giveWay(context)
        }
        context.fireUserInboundEventTriggered(event)
    }

    private func giveWay(_ context: ChannelHandlerContext, isHTTP2: Bool = false) {
        end()
        do {
            if isHTTP2 {
                try HTTP2Pipeline.add(to: context.channel, loop, listener, rules, origin)
            } else {
                try context.pipeline.syncOperations.addHandler(HTTP1Connection(loop, listener, origin))
            }
        } catch {
            return context.close(promise: nil)
        }
        if received.readableBytes > 0 { context.fireChannelRead(Self.wrapInboundOut(received)) }
        received = ByteBuffer()
        context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
    }

    private func end() {
        guard !isOver else { return }
        isOver = true
        loop.remove(self)
    }
}

extension ProtocolArrival: Swept {
    func sweep(at now: Int64) {
        if now > deadline { context?.close(promise: nil) }
    }

    func drain() { deadline = min(deadline, loop.moment + listener.limits.farewell) }

    func cut() { context?.close(promise: nil) }
}
