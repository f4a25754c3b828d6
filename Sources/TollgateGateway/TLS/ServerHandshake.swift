internal import NIOCore
internal import NIOSSL
internal import NIOTLS

/// Stands behind TLS until the handshake with a client has ended, and then gives way to what speaks with it.
final class ServerHandshake: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer

    private let loop: GatewayLoop
    private let listener: Listener
    private let identity: ServerIdentity
    private let origin: ConnectionOrigin
    private let welcome: Welcome
    private let began: Int64
    private var context: ChannelHandlerContext?
    private var isOver = false
    var sweepPlace = 0

    /// A handshake that begins now.
    ///
    /// - Parameters:
    ///   - loop: The connection's loop.
    ///   - listener: The listener that has accepted it.
    ///   - identity: The certificate that is shown.
    ///   - origin: The place where the connection comes from.
    ///   - welcome: The thing that becomes of it afterwards.
    ///   - began: The moment at which it came.
    init(
        _ loop: GatewayLoop, _ listener: Listener, _ identity: ServerIdentity, _ origin: ConnectionOrigin,
        _ welcome: Welcome, began: Int64
    ) {
        self.loop = loop
        self.listener = listener
        self.identity = identity
        self.origin = origin
        self.welcome = welcome
        self.began = began
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        loop.add(self)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        if !isOver { fail(.closed) }
        self.context = nil
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case .handshakeCompleted(let agreed)? = event as? TLSUserEvent else {
            return context.fireUserInboundEventTriggered(event)
        }
        end()
        var origin = origin
        origin.security = ConnectionSecurity(identity.hosts, peerCertificate(context))
        do {
            try welcome.add(to: context.channel, loop, listener, origin, isHTTP2: agreed == "h2")
        } catch {
            return context.close(promise: nil)
        }
        context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard !isOver else { return context.fireErrorCaught(error) }
        fail(HandshakeFault(error))
        context.close(promise: nil)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        context.fireChannelReadComplete()
        if !isOver { context.read() }
    }

    private func peerCertificate(_ context: ChannelHandlerContext) -> PeerCertificate? {
        guard identity.asksForCertificate,
            let handler = try? context.pipeline.syncOperations.handler(type: NIOSSLServerHandler.self),
            let bytes = try? handler.peerCertificate?.toDERBytes()
        else { return nil }
        return PeerCertificate(bytes)
    }

    private func fail(_ fault: HandshakeFault) {
        guard !isOver else { return }
        end()
        loop.observer.handshakeFailed(fault)
    }

    private func end() {
        guard !isOver else { return }
        isOver = true
        loop.remove(self)
    }
}

extension ServerHandshake: Swept {
    func sweep(at now: Int64) {
        guard now - began > listener.limits.header else { return }
        let context = context
        fail(.timeout)
        context?.cutConnection()
    }

    func drain() {}

    func cut() {
        let context = context
        end()
        context?.cutConnection()
    }
}
