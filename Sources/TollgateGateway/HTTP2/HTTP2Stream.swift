internal import NIOCore
internal import NIOHPACK
internal import NIOHTTP2

/// One request of a connection with HTTP/2 and its answer; it is used for one after the other.
final class HTTP2Stream {
    private enum Phase {
        /// A request is in progress.
        case exchange
        /// The last frame of the answer was written, and perhaps not sent.
        case ending
        /// The stream is no more.
        case closed
    }

    /// The most bytes of an answer that wait to be sent before the upstream is not read any more.
    private static let mostPending = 64 * 1_024

    let exchange: Exchange
    private(set) var id = HTTP2StreamID.rootStream
    private unowned let connection: HTTP2Connection
    private let limits: ClientLimits
    private var phase = Phase.closed
    /// Whether the end of the request has not come yet.
    private var hasOpenContent = false
    private var wantsContent = false
    private var owesContinue = false
    /// The bytes of content that may still come, where the header has told.
    private var contentLeft: Int64?
    /// The bytes of content for which the client has got no other ones yet.
    private var owedWindow = 0
    /// The header and the part of the content that were written last: the end may go with them.
    private var heldHeader: HPACKHeaders?
    private var heldContent: ByteBuffer?
    private var hasAnswerBegun = false
    private var hasAnswerContent = false
    private var pending = 0
    private var deadlines: ClientDeadlines

    /// A stream of a connection, without a request.
    init(_ connection: HTTP2Connection, _ loop: GatewayLoop, _ limits: ClientLimits) {
        self.connection = connection
        self.limits = limits
        exchange = Exchange(loop, maximumContent: limits.bodyBytes)
        deadlines = ClientDeadlines(limits, at: loop.moment)
        exchange.client = self
    }

    private var loop: GatewayLoop { connection.loop }

    // MARK: - The request

    /// A request begins.
    ///
    /// - Parameters:
    ///   - id: The number of the stream.
    ///   - isComplete: Whether no content follows.
    func open(_ id: HTTP2StreamID, isComplete: Bool) {
        self.id = id
        phase = .exchange
        hasOpenContent = !isComplete
        wantsContent = false
        owesContinue = false
        contentLeft = nil
        owedWindow = 0
        heldHeader = nil
        heldContent = nil
        hasAnswerBegun = false
        pending = 0
        deadlines = ClientDeadlines(limits, at: loop.moment)
        deadlines.receivedHead(at: loop.moment)
        if isComplete { deadlines.receivedEnd() }
    }

    /// The head is in the exchange's request.
    func begin() {
        owesContinue = exchange.request.expectsContinue
        if case .fixed(let length) = exchange.request.content { contentLeft = length }
        if hasOpenContent { deadlines.held(true, at: loop.moment) }
        exchange.begin()
    }

    /// A part of the content has come.
    ///
    /// - Parameters:
    ///   - part: The part.
    ///   - windowBytes: The bytes of the windows that it takes.
    ///   - isLast: Whether it is the last one.
    func receive(_ part: ByteBuffer, windowBytes: Int, isLast: Bool) {
        owesContinue = false
        deadlines.receivedBody(at: loop.moment)
        owedWindow += windowBytes
        if let left = contentLeft {
            contentLeft = left - Int64(part.readableBytes)
            guard left >= Int64(part.readableBytes) else { return reset(.protocolError) }
        }
        if phase == .exchange, part.readableBytes > 0 { exchange.receive(part) }
        if isLast { return receiveEnd(FieldBlock()) }
        if wantsContent || phase != .exchange { giveBackWindow() }
        exchange.flushUpstream()
    }

    /// The fields behind the content have come, and nothing follows.
    func receiveTrailers(_ headers: HPACKHeaders) {
        do throws(RequestFault) {
            receiveEnd(try HTTP2RequestReader.trailers(headers))
        } catch {
            refuse(error)
        }
    }

    private func receiveEnd(_ trailers: FieldBlock) {
        guard hasOpenContent else { return }
        hasOpenContent = false
        deadlines.receivedEnd()
        // Nothing more comes on the stream: only the connection gets its bytes back.
        connection.giveBack(owedWindow)
        owedWindow = 0
        guard phase == .exchange else { return }
        if let contentLeft, contentLeft > 0 { return reset(.protocolError) }
        exchange.receiveEnd(trailers: trailers)
        exchange.flushUpstream()
    }

    /// Lets the client send more, once it has used up half of what it may.
    private func giveBackWindow() {
        guard hasOpenContent, owedWindow >= HTTP2Pipeline.streamWindow / 2 else { return }
        connection.giveBack(owedWindow)
        connection.write(id, .windowUpdate(windowSizeIncrement: owedWindow))
        connection.flushSoon()
        owedWindow = 0
    }

    /// Answers what is no request, or is none any more.
    func refuse(_ fault: RequestFault) {
        exchange.cancel(for: fault, from: connection.origin.text)
        loop.observer.refused(status: fault.status, code: fault.code)
        guard !hasAnswerBegun else { return reset(.cancel) }
        let own = exchange.request.isGRPC ? OwnAnswer(fault).forGRPC() : OwnAnswer(fault)
        writeHead(own.head, adding: FieldBlock())
        write(own.content)
        writeEnd(trailers: FieldBlock())
    }

    /// The stream has come to its end, however.
    func closed() {
        guard phase != .closed else { return }
        phase = .closed
        heldContent = nil
        heldHeader = nil
        connection.giveBack(owedWindow)
        owedWindow = 0
        exchange.cancel()
    }

    private func reset(_ code: HTTP2ErrorCode) {
        guard phase != .closed else { return }
        exchange.cancel()
        connection.write(id, .rstStream(code))
        connection.flushSoon()
    }

    // MARK: - Time and room

    /// The connection takes what is written, or does not for now.
    func writabilityChanged() {
        guard phase == .exchange else { return }
        deadlines.canWrite(canWrite, at: loop.moment)
        exchange.clientWritabilityChanged()
    }

    /// Ends what has taken too long.
    func sweep(at now: Int64) {
        guard phase != .closed else { return }
        switch deadlines.expired(limits, at: now) {
        case nil: break
        case .body where phase == .exchange: refuse(.timeout)
        default: reset(.cancel)
        }
    }

    private func sent(_ count: Int, of id: HTTP2StreamID) {
        guard self.id == id, phase != .closed else { return }
        let couldWrite = canWrite
        pending -= count
        if !couldWrite, canWrite { writabilityChanged() }
    }

    // MARK: - Frames

    private func writeHeldHeader(isLast: Bool = false) {
        guard let header = heldHeader else { return }
        heldHeader = nil
        connection.write(id, .headers(.init(headers: header, endStream: isLast)))
    }

    private func writeHeldContent() {
        guard let content = heldContent else { return }
        heldContent = nil
        let (id, count) = (id, content.readableBytes)
        pending += count
        connection.write(id, .data(.init(data: .byteBuffer(content)))) { self.sent(count, of: id) }
        if !canWrite { deadlines.canWrite(false, at: loop.moment) }
    }

    /// Writes the last frame; a client that is still sending is told that it need not, once it has the answer.
    private func writeLast(_ payload: HTTP2Frame.FramePayload) {
        let id = id
        phase = .ending
        deadlines.wroteLast(at: loop.moment)
        guard hasOpenContent else { return connection.write(id, payload) }
        connection.write(id, payload) {
            guard self.id == id, self.phase == .ending, self.hasOpenContent else { return }
            self.reset(.noError)
        }
    }
}

extension HTTP2Stream: ClientStream {
    var canWrite: Bool { pending < Self.mostPending && connection.canWrite }

    func wantContent(_ isWanted: Bool) {
        guard hasOpenContent, wantsContent != isWanted else { return }
        wantsContent = isWanted
        deadlines.held(!isWanted, at: loop.moment)
        guard isWanted else { return }
        if owesContinue, !hasAnswerBegun {
            owesContinue = false
            connection.write(id, .headers(.init(headers: [":status": "100"])))
            connection.flushSoon()
        }
        giveBackWindow()
    }

    func writeInterim(_ head: ResponseHead) {
        guard phase == .exchange, !hasAnswerBegun else { return }
        let header = HTTP2Answer.header(head, adding: FieldBlock(), hasContent: false)
        connection.write(id, .headers(.init(headers: header)))
    }

    func writeHead(_ head: ResponseHead, adding added: FieldBlock) {
        guard phase == .exchange else { return }
        hasAnswerBegun = true
        hasAnswerContent = !exchange.request.isHead && head.status != 204 && head.status != 304
        // To a client of gRPC whatever stands in a header is metadata of the call.
        heldHeader = HTTP2Answer.header(
            head, adding: added, hasContent: hasAnswerContent, tellsLength: !exchange.request.isGRPC)
        deadlines.wrote(at: loop.moment)
    }

    func write(_ content: ByteBuffer) {
        guard phase == .exchange, hasAnswerContent, content.readableBytes > 0 else { return }
        writeHeldHeader()
        writeHeldContent()
        heldContent = content
        deadlines.wrote(at: loop.moment)
    }

    func writeEnd(trailers: FieldBlock) {
        guard phase == .exchange else { return }
        if let trailers = HTTP2Answer.trailers(trailers) {
            writeHeldHeader()
            writeHeldContent()
            writeLast(.headers(.init(headers: trailers, endStream: true)))
        } else if let header = heldHeader {
            heldHeader = nil
            writeLast(.headers(.init(headers: header, endStream: true)))
        } else {
            let content = heldContent ?? ByteBuffer()
            heldContent = nil
            writeLast(.data(.init(data: .byteBuffer(content), endStream: true)))
        }
        connection.flushSoon()
    }

    func abort(isFault: Bool) { reset(isFault ? .internalError : .cancel) }

    // A request of HTTP/2 asks for none (RFC 9113 §8.6).
    func switchProtocols(_ tunnel: Tunnel, _ head: ResponseHead, adding added: FieldBlock) { tunnel.cut() }

    func flush() {
        guard phase == .exchange else { return }
        writeHeldHeader()
        writeHeldContent()
        connection.flushSoon()
    }
}
