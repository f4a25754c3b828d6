internal import NIOCore

/// A client's connection with HTTP/1: makes exchanges of requests, one after the other, and bytes of their answers.
///
/// It stands directly behind the head of its channel, on which nothing may be read before it is asked for.
final class HTTP1Connection: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    let loop: GatewayLoop
    let exchange: Exchange
    private(set) var canWrite = true
    var sweepPlace = 0

    let listener: Listener
    let origin: ConnectionOrigin
    var context: ChannelHandlerContext?
    var sequence = RequestSequence()
    var parser: RequestParser
    var turn = ConnectionTurn()
    private var isTaking = false
    /// Whether bytes were asked for and have not come.
    private var isReading = false
    private var hasSentLast = false
    var answer: HTTP1AnswerWriter
    var deadlines: ClientDeadlines
    let out = OutgoingBytes()
    private var forwardedCertificate = ForwardedCertificate()

    /// A connection of a listener, on a loop.
    init(_ loop: GatewayLoop, _ listener: Listener, _ origin: ConnectionOrigin) {
        self.loop = loop
        self.listener = listener
        self.origin = origin
        exchange = Exchange(loop, maximumContent: listener.limits.bodyBytes, authorizer: listener.authorizer)
        parser = RequestParser(maximumHeadBytes: listener.limits.headerBytes)
        answer = HTTP1AnswerWriter(exchange.request)
        deadlines = ClientDeadlines(listener.limits, at: loop.moment)
    }

    // MARK: - The channel

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        canWrite = context.channel.isWritable
        exchange.client = self
        loop.add(self)
        turn.join(loop.turns, as: origin)
        if context.channel.isActive { channelActive(context: context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        closed()
        self.context = nil
    }

    func channelActive(context: ChannelHandlerContext) { readIfWanted() }
    func channelInactive(context: ChannelHandlerContext) { closed() }

    private func closed() {
        guard sequence.phase != .closed else { return }
        sequence.close()
        exchange.cancel()
        loop.remove(self)
        turn.leave()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !sequence.isOver else { return }
        deadlines.received(at: loop.moment)
        parser.receive(Self.unwrapInboundIn(data))
        takeParts()
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        isReading = false
        passOn()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        canWrite = context.channel.isWritable
        deadlines.canWrite(canWrite, at: loop.moment)
        exchange.clientWritabilityChanged()
        takeParts()
        readIfWanted()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case .inputClosed? = event as? ChannelEvent else { return }
        sequence.closedInput()
        deadlines.closedInput(at: loop.moment)
        switch sequence.phase {
        case .ready: if isLastAnswered { end() }
        // What has not come to its end will not.
        case .exchange: if sequence.isCutOff, !turn.isAwaited { close() }
        case .discarding: end()
        case .ending: if hasSentLast { context.close(promise: nil) }
        case .closed: break
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { close() }

    // MARK: - Requests

    /// Takes what has come, as far as it is its turn.
    func takeParts() {
        guard !isTaking, !turn.isAwaited else { return }
        isTaking = true
        do throws(RequestFault) {
            while sequence.takesNext(canWrite: canWrite), hasTurnForNext(),
                let part = try parser.next(into: &exchange.request)
            {
                try take(part)
            }
            isTaking = false
            if isLastAnswered { end() } else if sequence.isCutOff { close() }
        } catch {
            isTaking = false
            takeFault(error)
        }
    }

    /// Whether nothing is in progress, and no more will come.
    private var isLastAnswered: Bool {
        sequence.phase == .ready && sequence.isInputClosed && (parser.needsBytes || !parser.hasBytes)
    }

    /// Whether others do not have their turns first: to read a head is a step.
    private func hasTurnForNext() -> Bool {
        sequence.phase != .ready || (parser.hasBytes && turn.take(for: self))
    }

    private func take(_ part: RequestParser.Event) throws(RequestFault) {
        switch part {
        case .head: try begin()
        case .content(let content):
            deadlines.receivedBody(at: loop.moment)
            sequence.receivedContent()
            if sequence.phase == .exchange { exchange.receive(content) }
        case .end:
            deadlines.receivedEnd()
            sequence.receivedEnd()
            if sequence.phase == .exchange {
                exchange.receiveEnd(trailers: parser.trailers)
            } else {
                sequence.discarded()
                becomeReady()
            }
        }
    }

    private func takeFault(_ fault: RequestFault) {
        guard sequence.phase != .discarding else { return end() }
        // Of a request in progress; or of a new one, of which the method may have been read.
        guard !sequence.hasOpenContent else { return refuse(fault, hasMethod: true) }
        answer = HTTP1AnswerWriter(exchange.request)
        refuse(fault, hasMethod: !exchange.request.method.isEmpty)
    }

    private func begin() throws(RequestFault) {
        deadlines.receivedHead(at: loop.moment)
        exchange.request.certificate = try origin.certificate(of: exchange.request, listener, &forwardedCertificate)
        exchange.request.origin = RequestOrigin(of: exchange.request, from: origin, listener)
        answer = HTTP1AnswerWriter(exchange.request)
        sequence.began(exchange.request)
        if exchange.request.content != .none { deadlines.held(true, at: loop.moment) }
        if let authorizer = listener.authorizer { try AskedRequest.read(&exchange.request, from: authorizer.proxy) }
        exchange.begin()
    }

    /// The next request may come.
    func becomeReady() {
        guard !loop.isDraining else { return end() }
        deadlines.isReady(listener.limits, hasBytes: parser.hasBytes, at: loop.moment)
    }

    /// Answers a request that cannot be an exchange, or is none any more, and ends the connection.
    ///
    /// - Parameters:
    ///   - fault: The reason.
    ///   - hasMethod: Whether the method is known: an answer to `HEAD` must have no content, and else it might be one.
    private func refuse(_ fault: RequestFault, hasMethod: Bool) {
        exchange.cancel(for: fault, from: origin.text)
        guard !(hasMethod && answer.hasBegun) else { return close() }
        loop.observer.refused(status: fault.status, code: fault.code)
        if !hasMethod { answer = HTTP1AnswerWriter(RequestHead()) }
        sequence.beginRefusal()
        answer.close()
        let own = hasMethod ? OwnAnswer(fault) : OwnAnswer(status: fault.status)
        let told = listener.authorizer?.malformed(own, fault, loop.observer) ?? own
        writeHead(told.head, adding: FieldBlock())
        write(told.content)
        writeEnd(trailers: FieldBlock())
    }

    // MARK: - Reading and closing

    /// Sends on what has come of a body, and reads on.
    private func passOn() {
        if exchange.hasUnsentPart || sequence.leavesOut, !turn.take(for: self) { return }
        exchange.flushUpstream()
        readIfWanted()
    }

    /// Reads on, if there is use for more.
    func readIfWanted() {
        guard !isReading, !turn.isAwaited, let context, sequence.wantsRead(parser, canWrite: canWrite) else { return }
        isReading = true
        context.read()
    }

    /// Takes no further request: when all is sent, says that nothing more will come, and leaves the client a moment.
    func end() {
        guard !sequence.isOver, let context else { return }
        sequence.end()
        parser.removeAll()
        deadlines.wroteLast(at: loop.moment)
        let promise = context.eventLoop.makePromise(of: Void.self)
        promise.futureResult.assumeIsolated().whenComplete { _ in self.sentLast() }
        context.writeAndFlush(NIOAny(ByteBuffer()), promise: promise)
        readIfWanted()
    }

    private func sentLast() {
        hasSentLast = true
        guard !sequence.isInputClosed else { return context?.close(promise: nil) ?? () }
        deadlines.sentLast(at: loop.moment)
        // Closed at once it would be reset by what is still to be read, and the client might lose the answer.
        context?.close(mode: .output, promise: nil)
    }

    /// Ends the connection at once.
    func close() { context?.cutConnection() }
}

extension HTTP1Connection: TurnTaking, Swept {
    func hasTurn() {
        turn.come()
        takeParts()
        passOn()
    }

    func sweep(at now: Int64) {
        switch deadlines.expired(listener.limits, at: now) {
        case nil: break
        case .header: refuse(.timeout, hasMethod: false)
        case .body: sequence.phase == .exchange ? refuse(.timeout, hasMethod: true) : close()
        case .nextRequest, .halfClosed, .write, .farewell: close()
        }
    }

    func drain() { deadlines.drain(listener.limits, at: loop.moment) }
    func cut() { close() }
}
