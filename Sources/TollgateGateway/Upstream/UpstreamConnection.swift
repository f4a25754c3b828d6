internal import NIOCore

/// A connection to an upstream: sends requests as bytes, and tells their exchanges what is answered.
///
/// It stands directly behind the head of its channel. It and its exchange point at each other only while the exchange
/// lasts.
final class UpstreamConnection: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// So much is collected before it is written.
    private static let mostCollected = 32 * 1_024

    private let pool: UpstreamPool
    private let loop: GatewayLoop
    /// The address that it leads to.
    let endpoint: SocketAddress
    /// The state of the upstream's addresses in which the address was among them; only the pool changes it.
    var generation: Int
    private var context: ChannelHandlerContext?
    private var parser: ResponseParser
    private let out = OutgoingBytes()
    private var exchange: Exchange?
    private var hasFailed = false
    private var lastActivity: Int64
    private var began: Int64
    private var limits: UpstreamLimits
    private var wantsRead = true
    var sweepPlace = 0
    private(set) var canWrite = true
    /// Whether a request was sent before the one at hand.
    private(set) var isReused = false

    /// A connection that belongs to a pool.
    init(_ pool: UpstreamPool, _ loop: GatewayLoop, _ new: DialledConnection) {
        self.pool = pool
        self.loop = loop
        endpoint = new.endpoint
        generation = new.generation
        limits = loop.limits.upstream
        parser = ResponseParser(maximumHeadBytes: loop.limits.headerBytes)
        lastActivity = loop.moment
        began = loop.moment
    }

    /// Whether a byte of the answer at hand has come.
    var hasAnswerBegun: Bool { parser.hasBegun }

    // MARK: - The exchange

    /// Sends the head of a request; what it is answered is told to the exchange.
    ///
    /// - Parameters:
    ///   - head: The bytes of the head.
    ///   - exchange: The exchange.
    ///   - isHead: Whether the method is `HEAD`.
    ///   - mayUpgrade: Whether it asks for another protocol.
    ///   - limits: The longest times.
    func begin(
        _ head: [UInt8], for exchange: Exchange, isHead: Bool, mayUpgrade: Bool, within limits: UpstreamLimits
    ) {
        self.exchange = exchange
        self.limits = limits
        parser.begin(isHead: isHead, mayUpgrade: mayUpgrade)
        began = loop.moment
        wantsRead = true
        send(head)
    }

    /// Sends bytes of a request, with the next flush.
    func send(_ bytes: [UInt8]) {
        lastActivity = loop.moment
        out.bytes += bytes
        writeMuch()
    }

    /// Sends bytes of a request, with the next flush; small pieces are copied together.
    func send(_ bytes: ByteBuffer) {
        lastActivity = loop.moment
        guard bytes.readableBytes <= OutgoingBytes.copiedBytes else { return out.write(bytes, to: context) }
        out.bytes.write(bytes.readableBytesUInt8Span)
        writeMuch()
    }

    /// Only what was written tells whether the upstream takes more.
    private func writeMuch() {
        if out.bytes.count > Self.mostCollected { out.write(to: context) }
    }

    /// Sends what was written.
    func flush() { out.flush(context) }

    /// Reads on, or stops for now: while the client does not take what was read.
    func wantAnswer(_ isWanted: Bool) {
        guard wantsRead != isWanted else { return }
        wantsRead = isWanted
        lastActivity = loop.moment
        if isWanted { context?.read() }
    }

    /// Hands the connection over to a tunnel, with what has come behind the answer.
    func handOver(to tunnel: Tunnel) {
        exchange = nil
        loop.remove(self)
        guard let context else { return tunnel.cut() }
        // One direction may end before the other does.
        try? context.channel.syncOptions?.setOption(.allowRemoteHalfClosure, value: true)
        tunnel.take(context, from: .upstream, with: parser.takeRest())
    }

    /// Ends the connection.
    func close() {
        exchange = nil
        context?.close(promise: nil)
    }

    /// The exchange is over; the connection waits for the next one.
    private func endExchange() {
        exchange = nil
        isReused = true
        wantsRead = true
        lastActivity = loop.moment
    }

    // MARK: - The channel

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        loop.add(self)
        // Also while it waits, or its end would not be noticed.
        context.read()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        loop.remove(self)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard exchange != nil else {
            // Nobody has asked for it: whatever it is, it would be taken for the answer to the next request.
            close()
            return pool.lost(self)
        }
        lastActivity = loop.moment
        parser.receive(Self.unwrapInboundIn(data))
        do throws(AnswerFault) {
            while let event = try parser.next() { if !handle(event) { return } }
        } catch {
            fail(.unavailable, because: error.words)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        exchange?.flushClient()
        if wantsRead { context.read() }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        canWrite = context.channel.isWritable
        lastActivity = loop.moment
        exchange?.upstreamWritabilityChanged()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard let room = event as? UpstreamTranslator.Room else { return context.fireUserInboundEventTriggered(event) }
        canWrite = room.isThere && context.channel.isWritable
        lastActivity = loop.moment
        exchange?.upstreamWritabilityChanged()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        hasFailed = true
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        guard exchange != nil else { return pool.lost(self) }
        do throws(AnswerFault) {
            // A reset is no end.
            if hasFailed { throw .truncated }
            if let event = try parser.inputEnded() { _ = handle(event) }
        } catch {
            fail(.unavailable, because: error.words)
        }
    }

    /// Tells the exchange of a part of its answer.
    ///
    /// - Returns: Whether the exchange goes on.
    private func handle(_ event: ResponseParser.Event) -> Bool {
        guard let exchange else { return false }
        switch event {
        case .interim: exchange.receiveInterim(parser.head)
        case .switched:
            guard exchange.accepts(parser.head) else {
                fail(.unavailable, because: AnswerFault.otherProtocol.words)
                return false
            }
            exchange.receiveSwitch(parser.head)
            return false
        case .head: exchange.receiveHead(parser.head)
        case .content(let content): exchange.receiveContent(content)
        case .end:
            let canBeReused = parser.canBeginAgain && context?.channel.isActive == true && !loop.isDraining
            endExchange()
            exchange.receiveAnswerEnd(trailers: parser.trailers, canBeReused: canBeReused)
            return false
        }
        return self.exchange != nil
    }

    private func fail(_ failure: UpstreamFailure, because reason: String) {
        let failed = exchange
        close()
        pool.lost(self)
        failed?.failed(failure, because: reason)
    }
}

extension UpstreamConnection: Swept {
    func sweep(at now: Int64) {
        guard let exchange else {
            if now - lastActivity > loop.limits.upstreamKeepAlive { close() }
            return
        }
        if let reason = exchange.reasonToEnd(isStream: parser.isEventStream) { return exchange.end(because: reason) }
        if let whole = limits.whole, now - began > whole {
            return fail(.timeout, because: "the upstream takes too long")
        }
        // Whatever the client has to do first is not held against the upstream.
        guard wantsRead, exchange.awaitsUpstream || !canWrite else { return }
        guard let limit = parser.hasBegun ? limits.idle : limits.firstByte, now - lastActivity > limit else { return }
        // A stream of events says nothing as long as nothing happens.
        if canWrite, parser.isEventStream { return }
        fail(.timeout, because: "the upstream is silent")
    }

    func drain() {
        if exchange == nil { close() }
    }

    func cut() { context?.close(promise: nil) }
}
