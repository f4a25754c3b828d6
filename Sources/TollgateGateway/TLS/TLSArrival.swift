internal import NIOCore
internal import NIOSSL

/// A connection to a listener with TLS, of which nothing has been read: finds the certificate that is to be shown, and
/// gives way to TLS.
final class TLSArrival: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private static let plainAnswer: String = {
        let content =
            "{\"error\":\"bad_request\",\"error_description\":\"This port speaks HTTPS; the request came without TLS."
            + "\",\"code\":\"tls_required\"}\n"
        return "HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nCache-Control: no-store\r\n"
            + "Connection: close\r\nContent-Length: \(content.utf8.count)\r\n\r\n" + content
    }()

    private let loop: GatewayLoop
    private let listener: Listener
    private let tls: ServerTLS
    private let origin: ConnectionOrigin
    private let welcome: Welcome
    private let began: Int64
    private var context: ChannelHandlerContext?
    private var received = ByteBuffer()
    private var needed = 1
    private var isOver = false
    var sweepPlace = 0

    /// A connection that has just come.
    ///
    /// - Parameters:
    ///   - loop: Its loop.
    ///   - listener: The listener that has accepted it.
    ///   - tls: The certificates.
    ///   - origin: The place where it comes from.
    ///   - welcome: The thing that becomes of it behind TLS.
    init(
        _ loop: GatewayLoop, _ listener: Listener, _ tls: ServerTLS, _ origin: ConnectionOrigin, _ welcome: Welcome
    ) {
        self.loop = loop
        self.listener = listener
        self.tls = tls
        self.origin = origin
        self.welcome = welcome
        began = loop.moment
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        loop.add(self)
        if context.channel.isActive { context.read() }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        if !isOver { fail(.closed) }
        self.context = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        context.read()
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isOver else { return }
        received.writeImmutableBuffer(Self.unwrapInboundIn(data))
        guard received.readableBytes >= needed else { return }
        switch ClientHello.read(received.readableBytesUInt8Span) {
        case .incomplete(let atLeast): needed = atLeast
        case .otherProtocol: refuse(context)
        case .complete(let serverName): begin(context, tls.identity(for: serverName))
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        context.fireChannelReadComplete()
        if !isOver { context.read() }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard !isOver, case .inputClosed? = event as? ChannelEvent else {
            return context.fireUserInboundEventTriggered(event)
        }
        // Balancers look whether somebody listens, and say nothing: that is no fault.
        if received.readableBytes == 0 { end() } else { fail(.closed) }
        context.close(promise: nil)
    }

    private func begin(_ context: ChannelHandlerContext, _ identity: ServerIdentity) {
        end()
        do {
            try context.pipeline.syncOperations.addHandlers(
                NIOSSLServerHandler(context: identity.context),
                ServerHandshake(loop, listener, identity, origin, welcome, began: began))
        } catch {
            return context.close(promise: nil)
        }
        context.fireChannelRead(Self.wrapInboundOut(received))
        received = ByteBuffer()
        context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
    }

    /// Tells a client that has forgotten TLS, and closes.
    private func refuse(_ context: ChannelHandlerContext) {
        let isHTTP = received.readableBytesView.first.map { UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0 } == true
        guard isHTTP else {
            fail(.otherProtocol)
            return context.close(promise: nil)
        }
        fail(.plainHTTP)
        let promise = context.eventLoop.makePromise(of: Void.self)
        let channel = context.channel
        promise.futureResult.whenComplete { _ in channel.close(promise: nil) }
        context.writeAndFlush(Self.wrapOutboundOut(ByteBuffer(string: Self.plainAnswer)), promise: promise)
    }

    private func fail(_ fault: HandshakeFault) {
        end()
        loop.observer.handshakeFailed(fault)
    }

    private func end() {
        guard !isOver else { return }
        isOver = true
        loop.remove(self)
    }
}

extension TLSArrival: Swept {
    func sweep(at now: Int64) {
        guard now - began > listener.limits.header else { return }
        let context = context
        fail(.timeout)
        context?.close(promise: nil)
    }

    func drain() {}

    func cut() {
        let context = context
        end()
        context?.close(promise: nil)
    }
}
