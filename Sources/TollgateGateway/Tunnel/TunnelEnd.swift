internal import NIOCore

/// One of the two connections of a tunnel: gives what comes to the tunnel, and writes what it is told to.
///
/// It stands directly behind the head of its channel, where the connection's handler stood before.
final class TunnelEnd: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Whose connection it is.
    enum Side {
        case client
        case upstream
    }

    let side: Side
    private var tunnel: Tunnel?
    private var context: ChannelHandlerContext?
    private(set) var canWrite = true
    /// Whether the peer has closed its side.
    private(set) var isInputClosed: Bool
    private var isOutputClosed = false
    /// Whether everything was sent, and the peer was told that nothing follows.
    private var isFinished = false
    private var isReading = false

    /// An end of a tunnel.
    init(_ side: Side, of tunnel: Tunnel, isInputClosed: Bool) {
        self.side = side
        self.tunnel = tunnel
        self.isInputClosed = isInputClosed
    }

    // MARK: - The channel

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        canWrite = context.channel.isWritable
    }

    func handlerRemoved(context: ChannelHandlerContext) { gone() }
    func channelInactive(context: ChannelHandlerContext) { gone() }

    private func gone() {
        context = nil
        let tunnel = tunnel
        self.tunnel = nil
        tunnel?.lost(self)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        tunnel?.receive(Self.unwrapInboundIn(data), from: self)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        isReading = false
        tunnel?.receivedAll(from: self)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        canWrite = context.channel.isWritable
        tunnel?.writabilityChanged(of: self)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case .inputClosed? = event as? ChannelEvent, !isInputClosed else { return }
        isInputClosed = true
        tunnel?.inputClosed(of: self)
        if isFinished { self.context?.close(promise: nil) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { cut() }

    // MARK: - What the tunnel tells it

    /// Asks for more bytes, unless it has already.
    func read() {
        guard !isReading, !isInputClosed, let context else { return }
        isReading = true
        context.read()
    }

    /// Writes bytes, with the next flush.
    func write(_ bytes: ByteBuffer) {
        guard !isOutputClosed, bytes.readableBytes > 0 else { return }
        context?.write(Self.wrapOutboundOut(bytes), promise: nil)
    }

    /// Sends what was written.
    func flush() { context?.flush() }

    /// Sends what was written, and says that nothing follows; ends the connection where the peer has said so, too.
    func finish() {
        guard !isOutputClosed, let context else { return }
        isOutputClosed = true
        let promise = context.eventLoop.makePromise(of: Void.self)
        promise.futureResult.assumeIsolated().whenComplete { _ in self.finished() }
        context.writeAndFlush(Self.wrapOutboundOut(ByteBuffer()), promise: promise)
    }

    private func finished() {
        isFinished = true
        if isInputClosed { context?.close(promise: nil) } else { context?.close(mode: .output, promise: nil) }
    }

    /// Sends what was written as far as it can be sent at once, and ends the connection.
    func end() {
        context?.flush()
        context?.close(promise: nil)
    }

    /// Ends the connection at once.
    func cut() { context?.cutConnection() }
}
