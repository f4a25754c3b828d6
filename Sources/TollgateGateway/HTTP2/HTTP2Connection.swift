internal import NIOCore
internal import NIOHTTP2
internal import NIOSSL

/// A client's connection with HTTP/2: makes exchanges of requests, many at once, and frames of their answers.
///
/// It stands behind NIO's HTTP/2 handler, which keeps the windows and tells errors of the protocol.
final class HTTP2Connection: ChannelInboundHandler, NIOHTTP2FrameDelegate {
    typealias InboundIn = HTTP2Frame
    typealias OutboundOut = HTTP2Frame

    let loop: GatewayLoop
    private(set) var canWrite = true
    var sweepPlace = 0

    private let maximumStreams: Int
    private let listener: Listener
    /// The place where it comes from.
    let origin: ConnectionOrigin
    private var context: ChannelHandlerContext?
    private var streams: [HTTP2StreamID: HTTP2Stream] = [:]
    /// Streams for the next requests.
    private var spare: [HTTP2Stream] = []
    private var turn = ConnectionTurn()
    private var waiting = WaitingFrames()
    private var lastID = HTTP2StreamID.rootStream
    private var forwardedCertificate = ForwardedCertificate()
    /// The bytes of content for which the client has got no other ones yet.
    private var owedWindow = 0
    private var isReading = false
    private var needsFlush = false
    private var isGoingAway = false
    /// The moment at which the client was told that the connection is going to end, and not after which request.
    private var announcedAt: Int64?
    private var hasFailed = false
    private var isClosed = false
    private var lastActivity: Int64
    private var stalledSince: Int64?
    private var endedAt: Int64?

    /// A connection of a listener, on a loop.
    ///
    /// - Parameters:
    ///   - loop: The loop.
    ///   - listener: The listener.
    ///   - origin: The place where it comes from.
    ///   - maximumStreams: The most requests in progress.
    init(_ loop: GatewayLoop, _ listener: Listener, _ origin: ConnectionOrigin, maximumStreams: Int) {
        self.loop = loop
        self.maximumStreams = maximumStreams
        self.listener = listener
        self.origin = origin
        lastActivity = loop.moment
    }

    // MARK: - The channel

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        loop.add(self)
        turn.join(loop.turns, as: origin)
        guard context.channel.isActive else { return }
        begin(context)
    }

    func channelActive(context: ChannelHandlerContext) { begin(context) }

    private func begin(_ context: ChannelHandlerContext) {
        write(.rootStream, .windowUpdate(windowSizeIncrement: HTTP2Pipeline.connectionWindow - 65_535))
        context.flush()
        context.read()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        closed()
        self.context = nil
    }

    func channelInactive(context: ChannelHandlerContext) { closed() }

    private func closed() {
        guard !isClosed else { return }
        isClosed = true
        loop.remove(self)
        turn.leave()
        endStreams()
    }

    /// Whether no request is in progress, and none waits.
    private var isIdle: Bool { streams.isEmpty && waiting.isEmpty }

    private func endStreams() {
        waiting.removeAll()
        let open = streams.values
        streams = [:]
        for stream in open { stream.closed() }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !hasFailed else { return }
        isReading = true
        let frame = Self.unwrapInboundIn(data)
        switch frame.payload {
        case .headers: lastID = max(lastID, frame.streamID)
        case .data: break
        case .goAway: return drain()
        default: return
        }
        lastActivity = loop.moment
        if waiting.isEmpty, hasTurn(for: frame) { take(frame) } else { waiting.append(frame) }
    }

    /// Whether a frame may be taken now: to begin a request and to pass a part of its content on are steps.
    private func hasTurn(for frame: HTTP2Frame) -> Bool {
        switch frame.payload {
        case .headers: streams[frame.streamID] != nil || turn.take(for: self)
        case .data(let data): data.endStream || turn.take(for: self)
        default: true
        }
    }

    private func take(_ frame: HTTP2Frame) {
        switch frame.payload {
        case .headers(let header):
            guard let stream = streams[frame.streamID] else { return begin(frame.streamID, header) }
            stream.receiveTrailers(header.headers)
        case .data(let data): receive(data, of: frame.streamID)
        default: break
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        isReading = false
        if needsFlush {
            needsFlush = false
            context.flush()
        }
        if !turn.isAwaited { context.read() }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        canWrite = context.channel.isWritable
        stalledSince = canWrite ? nil : loop.moment
        for stream in streams.values { stream.writabilityChanged() }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case let event as StreamClosedEvent:
            if !waiting.isEmpty { giveBack(waiting.drop(event.streamID)) }
            if let stream = streams.removeValue(forKey: event.streamID) {
                stream.closed()
                spare.append(stream)
                lastActivity = loop.moment
            }
            if isIdle, isGoingAway {
                goAwayForGood()
                end()
            }
        case ChannelEvent.inputClosed: cut()
        default: break
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // NIO tells errors of one stream in the same way, and has reset it then.
        if hasFailed { end() } else if error is IOError || error is ChannelError || error is NIOSSLError { cut() }
    }

    /// A frame was written: those that tell that the connection has failed are NIO's.
    func wroteFrame(_ frame: HTTP2Frame) {
        if case .goAway(_, let code, _) = frame.payload, code != .noError { hasFailed = true }
    }

    // MARK: - Requests

    private func begin(_ id: HTTP2StreamID, _ header: HTTP2Frame.FramePayload.Headers) {
        guard streams.count < maximumStreams else {
            write(id, .rstStream(.refusedStream))
            return flushSoon()
        }
        let stream = spare.popLast() ?? HTTP2Stream(self, loop, listener.limits)
        streams[id] = stream
        stream.open(id, isComplete: header.endStream)
        if loop.isDraining { goAway() }
        let exchange = stream.exchange
        do throws(RequestFault) {
            try HTTP2RequestReader.read(header.headers, isComplete: header.endStream, into: &exchange.request)
            exchange.request.certificate = try origin.certificate(
                of: exchange.request, listener, &forwardedCertificate)
        } catch {
            return stream.refuse(error)
        }
        exchange.request.origin =
            origin.isTrusted
            ? OriginFinder.origin(of: exchange.request, from: origin, listener)
            : RequestOrigin(origin, host: exchange.request.host)
        stream.begin()
    }

    private func receive(_ data: HTTP2Frame.FramePayload.Data, of id: HTTP2StreamID) {
        guard case .byteBuffer(let part) = data.data else { return }
        guard let stream = streams[id] else { return giveBack(data.windowBytes) }
        stream.receive(part, windowBytes: data.windowBytes, isLast: data.endStream)
    }

    // MARK: - Writing

    /// Gives bytes of the connection's window back.
    func giveBack(_ count: Int) {
        owedWindow += count
        guard owedWindow >= HTTP2Pipeline.connectionWindow / 2, !isClosed else { return }
        write(.rootStream, .windowUpdate(windowSizeIncrement: owedWindow))
        owedWindow = 0
        flushSoon()
    }

    /// Writes a frame.
    func write(_ id: HTTP2StreamID, _ payload: HTTP2Frame.FramePayload) {
        context?.write(Self.wrapOutboundOut(HTTP2Frame(streamID: id, payload: payload)), promise: nil)
    }

    /// Writes a frame, and calls `sent` once it has left or never will.
    func write(_ id: HTTP2StreamID, _ payload: HTTP2Frame.FramePayload, _ sent: @escaping () -> Void) {
        guard let context else { return }
        let promise = context.eventLoop.makePromise(of: Void.self)
        promise.futureResult.assumeIsolated().whenComplete { _ in sent() }
        context.write(Self.wrapOutboundOut(HTTP2Frame(streamID: id, payload: payload)), promise: promise)
    }

    /// Sends what was written: at once, or with everything else that comes of the bytes which are being read.
    func flushSoon() {
        if isReading { needsFlush = true } else { context?.flush() }
    }

    // MARK: - The end

    /// Tells the client to take its further requests elsewhere.
    private func goAway() {
        guard !isGoingAway, !hasFailed else { return }
        isGoingAway = true
        announcedAt = loop.moment
        guard !isIdle else { return goAwayForGood() }
        // Those that are on their way are still taken (RFC 9113 §6.8).
        write(.rootStream, .goAway(lastStreamID: .maxID, errorCode: .noError, opaqueData: nil))
        flushSoon()
    }

    /// Tells the client which request is the last one that is answered.
    private func goAwayForGood() {
        guard announcedAt != nil, !hasFailed else { return }
        announcedAt = nil
        write(.rootStream, .goAway(lastStreamID: lastID, errorCode: .noError, opaqueData: nil))
        flushSoon()
    }

    /// Ends the connection, and leaves the client a moment to read what was sent.
    private func end() {
        guard endedAt == nil, let context else { return }
        endedAt = loop.moment
        endStreams()
        HTTP2Pipeline.discardInput(context)
        context.flush()
        context.close(mode: .output, promise: nil)
    }
}

extension HTTP2Connection: TurnTaking, Swept {
    func hasTurn() {
        turn.come()
        guard let context, !hasFailed else { return }
        isReading = true
        while let frame = waiting.first, hasTurn(for: frame) {
            waiting.removeFirst()
            take(frame)
        }
        channelReadComplete(context: context)
    }

    func sweep(at now: Int64) {
        let limits = listener.limits
        if let endedAt { return now - endedAt > limits.farewell ? cut() : () }
        if let stalledSince, now - stalledSince > limits.write { return cut() }
        if let announcedAt, now - announcedAt > limits.farewell { goAwayForGood() }
        guard isIdle else {
            for stream in Array(streams.values) { stream.sweep(at: now) }
            return
        }
        guard now - lastActivity > (lastID == .rootStream ? limits.header : limits.keepAlive) else { return }
        goAway()
        end()
    }

    func drain() {
        goAway()
        if isIdle { end() }
    }

    func cut() { context?.cutConnection() }
}
