internal import NIOCore

/// Answers whatever is asked on a connection that there is no room for, and ends it.
final class RefusedConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// The limit that is reached.
    enum Reason: String {
        /// That of the gateway, or of the listener.
        case gateway = "connections_exhausted"
        /// That of the client's address.
        case address = "address_connections_exhausted"

        /// The reason, as it is counted.
        var refusal: ConnectionRefusal { self == .gateway ? .connections : .connectionsPerAddress }

        /// The answer.
        var answer: OwnAnswer {
            let connections = self == .gateway ? "connections" : "connections from this address"
            return OwnAnswer(
                status: 503, [("Retry-After", "1")], error: "temporarily_unavailable",
                explanation: "There are as many \(connections) as there may be; try again later.", code: rawValue)
        }
    }

    private let loop: GatewayLoop
    private let reason: Reason
    private let deadline: Int64
    private let authorizer: Authorizer?
    private let began: Int64
    private var context: ChannelHandlerContext?
    private var hasAnswered = false
    var sweepPlace = 0

    /// A connection that is refused.
    ///
    /// - Parameters:
    ///   - loop: Its loop.
    ///   - reason: The limit that is reached.
    ///   - deadline: The time that the client has to ask and to read, in nanoseconds.
    ///   - authorizer: The authorizer that a proxy asks. Default: none.
    init(_ loop: GatewayLoop, _ reason: Reason, within deadline: Int64, authorizer: Authorizer? = nil) {
        self.loop = loop
        self.reason = reason
        self.deadline = deadline
        self.authorizer = authorizer
        began = loop.moment
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        loop.add(self)
        if context.channel.isActive { context.read() }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        loop.remove(self)
    }

    func channelActive(context: ChannelHandlerContext) { context.read() }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        answer(context, isHead: Self.unwrapInboundIn(data).readableBytesView.starts(with: "HEAD ".utf8))
    }

    func channelReadComplete(context: ChannelHandlerContext) { context.read() }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .inputClosed? = event as? ChannelEvent { context.close(promise: nil) }
    }

    private func answer(_ context: ChannelHandlerContext, isHead: Bool) {
        guard !hasAnswered else { return }
        hasAnswered = true
        let own = authorizer?.refusal(reason.answer, code: reason.rawValue) ?? reason.answer
        context.writeAndFlush(Self.wrapOutboundOut(ByteBuffer(bytes: own.lastBytes(isHead: isHead))), promise: nil)
        context.close(mode: .output, promise: nil)
    }
}

extension RefusedConnection: Swept {
    func sweep(at now: Int64) {
        guard now - began > deadline, let context else { return }
        // A client that has not asked for anything hears it all the same.
        answer(context, isHead: false)
        context.close(promise: nil)
    }

    func drain() { cut() }

    func cut() { context?.close(promise: nil) }
}
