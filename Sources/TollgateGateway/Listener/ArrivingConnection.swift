internal import NIOCore
internal import TollgateCatalogue

/// A connection that has just come: finds out where it is from and whether there is room for it, and gives way to what
/// speaks with the client.
///
/// Where PROXY protocol is required it reads its header, and nothing behind it.
final class ArrivingConnection: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let loop: GatewayLoop
    private let listener: Listener
    private var context: ChannelHandlerContext?
    private var place: ConnectionPlace?
    /// The near end of the connection: the client, or a proxy.
    private var peer = ConnectionOrigin.nowhere
    private var received = ByteBuffer()
    private var began: Int64 = 0
    private var isWaiting = false
    var sweepPlace = 0

    /// A connection of a listener, on a loop.
    init(_ loop: GatewayLoop, _ listener: Listener) {
        self.loop = loop
        self.listener = listener
    }

    // MARK: - The channel

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive { begin(context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        stopWaiting()
        self.context = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        begin(context)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard isWaiting else { return context.fireChannelRead(data) }
        received.writeImmutableBuffer(Self.unwrapInboundIn(data))
        readHeader(context)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if isWaiting { context.read() } else { context.fireChannelReadComplete() }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard isWaiting, case .inputClosed? = event as? ChannelEvent else {
            return context.fireUserInboundEventTriggered(event)
        }
        // Balancers look whether somebody listens, and say nothing: that is no fault.
        if received.readableBytes > 0 { refuse(.missing) } else { cut() }
    }

    // MARK: - Where it is from

    private func begin(_ context: ChannelHandlerContext) {
        guard place == nil else { return }
        let address = listener.isUnix ? nil : context.channel.remoteAddress?.ipAddress.flatMap { IPAddress($0) }
        let believed = listener.authorizer?.peers ?? listener.trustedProxies
        let isTrusted = listener.isUnix ? believed.includesUnix : address.map(believed.contains) ?? false
        peer = ConnectionOrigin(address: address, isTrusted: isTrusted)
        guard listener.authorizer == nil || isTrusted else {
            loop.observer.connectionRefused(.peer, on: listener.address, from: peer.text)
            return context.close(promise: nil)
        }
        guard !listener.requiresProxyProtocol || isTrusted else { return refuse(.untrusted) }
        let place = ConnectionPlace(listener.count)
        self.place = place
        context.channel.closeFuture.assumeIsolated().whenComplete { _ in place.leave() }
        guard listener.requiresProxyProtocol, place.place == .served else { return admit(peer, context) }
        isWaiting = true
        began = loop.moment
        loop.add(self)
        context.read()
    }

    private func readHeader(_ context: ChannelHandlerContext) {
        let bytes = Array(received.readableBytesView.prefix(ProxyHeader.mostBytes))
        do throws(ProxyProtocolFault) {
            guard let header = try ProxyHeader.read(bytes.span) else { return }
            received.moveReaderIndex(forwardBy: header.count)
            stopWaiting()
            switch header.origin {
            case .proxy: admit(peer, context)
            // It is the proxy's word for somebody, and not its own.
            case .unknown: admit(ConnectionOrigin(address: peer.address, isTrusted: false), isCounted: false, context)
            case .address(let address):
                admit(ConnectionOrigin(address: address, isTrusted: listener.trustedProxies.contains(address)), context)
            }
        } catch {
            refuse(error)
        }
    }

    /// Serves the connection if there is room for it.
    ///
    /// - Parameters:
    ///   - origin: The place where it comes from.
    ///   - isCounted: Whether the address has only so many connections, if it is no trusted proxy's.
    ///   - context: The place in the pipeline.
    private func admit(_ origin: ConnectionOrigin, isCounted: Bool = true, _ context: ChannelHandlerContext) {
        guard let place else { return }
        var reason = RefusedConnection.Reason.gateway
        if isCounted, !origin.isTrusted, let address = origin.address, place.place == .served, !place.claim(address) {
            reason = .address
        }
        if place.place != .served {
            loop.observer.connectionRefused(reason.refusal, on: listener.address, from: origin.text)
        }
        do {
            let welcome: Welcome
            switch place.place {
            case .served: welcome = .served
            case .refused: welcome = .refused(reason)
            case .dropped: return context.close(promise: nil)
            }
            if let tls = listener.tls {
                try context.pipeline.syncOperations.addHandler(TLSArrival(loop, listener, tls, origin, welcome))
            } else {
                try welcome.add(to: context.channel, loop, listener, origin)
            }
        } catch {
            return context.close(promise: nil)
        }
        if received.readableBytes > 0 {
            context.fireChannelRead(Self.wrapInboundOut(received))
            received = ByteBuffer()
        }
        context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
    }

    private func refuse(_ fault: ProxyProtocolFault) {
        stopWaiting()
        loop.observer.connectionRefused(.proxyProtocol, on: listener.address, from: peer.text)
        loop.observer.proxyProtocolRefused(fault, from: peer.text)
        context?.close(promise: nil)
    }

    private func stopWaiting() {
        guard isWaiting else { return }
        isWaiting = false
        loop.remove(self)
    }
}

extension ArrivingConnection: Swept {
    func sweep(at now: Int64) {
        if now - began > listener.limits.header { refuse(.timeout) }
    }

    func drain() {
        // What is on its way has a moment to come.
        began = min(began, loop.moment - listener.limits.header + listener.limits.farewell)
    }

    func cut() {
        stopWaiting()
        context?.close(promise: nil)
    }
}
