internal import NIOCore
internal import NIOHTTP2

/// Lets ``UpstreamConnection`` speak with an upstream that speaks HTTP/2: turns its bytes into frames, and the frames of
/// answers into bytes.
///
/// There is one request at a time on a connection, each in a stream of its own. It stands behind NIO's HTTP/2 handler.
final class UpstreamTranslator: ChannelDuplexHandler {
    typealias InboundIn = HTTP2Frame
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = HTTP2Frame

    /// Tells whether there is room for more of a request, where the upstream's windows are closed.
    struct Room {
        let isThere: Bool
    }

    /// The most bytes that wait to be sent before no more are wanted.
    private static let mostPending = 64 * 1_024
    /// The number of the last stream that is begun on a connection.
    private static let lastStream = 1 << 30
    /// The bytes after which the upstream may send as many more.
    private static let window = 512 * 1_024

    private var request: RequestTranslator
    private var answer = AnswerTranslator()
    private var stream = HTTP2StreamID.rootStream
    private var nextID = 1
    private var isAnswered = true
    private var isGoingAway = false
    private var pending = 0
    private var owedWindow = 0
    private var out = ByteBuffer()

    /// A translator for connections over TLS, or without it.
    private init(isSecure: Bool) {
        request = RequestTranslator(isSecure: isSecure)
    }

    /// Makes a connection one of HTTP/2.
    ///
    /// - Parameters:
    ///   - channel: The connection.
    ///   - isSecure: Whether it is one over TLS.
    /// - Throws: `ChannelError` where the channel has ended.
    static func add(to channel: any Channel, isSecure: Bool) throws {
        let settings = [
            HTTP2Setting(parameter: .enablePush, value: 0),
            HTTP2Setting(parameter: .maxHeaderListSize, value: 1 << 18),
            HTTP2Setting(parameter: .initialWindowSize, value: window),
        ]
        var configuration = NIOHTTP2Handler.ConnectionConfiguration()
        configuration.initialSettings = settings
        configuration.maximumSequentialContinuationFrames = 17
        // Some servers keep connections alive with PING, and send one for each part of an answer.
        configuration.controlFrameRateLimit.maximumCount = 10_000
        try channel.pipeline.syncOperations.addHandlers(
            NIOHTTP2Handler(mode: .client, connectionConfiguration: configuration),
            UpstreamTranslator(isSecure: isSecure))
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let frame = HTTP2Frame(
            streamID: .rootStream, payload: .windowUpdate(windowSizeIncrement: Self.window - 65_535))
        context.writeAndFlush(Self.wrapOutboundOut(frame), promise: nil)
    }

    // MARK: - Requests

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        request.receive(Self.unwrapOutboundIn(data))
        promise?.succeed()
        do throws(RequestTranslator.Fault) {
            while let event = try request.next() { write(context, event) }
        } catch {
            context.close(promise: nil)
        }
    }

    private func write(_ context: ChannelHandlerContext, _ event: RequestTranslator.Event) {
        switch event {
        case .header(let header, let isLast):
            stream = HTTP2StreamID(nextID)
            nextID += 2
            answer = AnswerTranslator()
            isAnswered = false
            write(context, .headers(.init(headers: header, endStream: isLast)))
        case .content(let content):
            let count = content.readableBytes
            let promise = context.eventLoop.makePromise(of: Void.self)
            promise.futureResult.assumeIsolated().whenComplete { _ in self.sent(context, count) }
            pending += count
            if pending >= Self.mostPending, pending - count < Self.mostPending { tell(context, isThere: false) }
            write(context, .data(.init(data: .byteBuffer(content))), promise)
        case .end(let trailers?): write(context, .headers(.init(headers: trailers, endStream: true)))
        case .end(nil): write(context, .data(.init(data: .byteBuffer(ByteBuffer()), endStream: true)))
        }
    }

    private func sent(_ context: ChannelHandlerContext, _ count: Int) {
        pending -= count
        if pending < Self.mostPending, pending + count >= Self.mostPending { tell(context, isThere: true) }
    }

    private func tell(_ context: ChannelHandlerContext, isThere: Bool) {
        guard context.channel.isActive else { return }
        context.fireUserInboundEventTriggered(Room(isThere: isThere))
    }

    private func write(
        _ context: ChannelHandlerContext, _ payload: HTTP2Frame.FramePayload, _ promise: EventLoopPromise<Void>? = nil
    ) {
        context.write(Self.wrapOutboundOut(HTTP2Frame(streamID: stream, payload: payload)), promise: promise)
    }

    // MARK: - Answers

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = Self.unwrapInboundIn(data)
        if case .goAway(let last, let code, _) = frame.payload { return goAway(context, last, code) }
        if case .data(let data) = frame.payload { giveBack(context, data, of: frame.streamID) }
        guard frame.streamID == stream, !isAnswered else { return }
        do throws(AnswerTranslator.Fault) {
            switch frame.payload {
            case .headers(let header):
                try answer.translate(
                    header.headers, isLast: header.endStream, closes: isLastRequest, to: &out)
                finish(context, isLast: header.endStream)
            case .data(let data):
                guard case .byteBuffer(let content) = data.data else { return }
                try answer.translate(content, isLast: data.endStream, to: &out)
                finish(context, isLast: data.endStream)
            case .rstStream: context.close(promise: nil)
            default: break
            }
        } catch {
            context.close(promise: nil)
        }
    }

    private func finish(_ context: ChannelHandlerContext, isLast: Bool) {
        if isLast { isAnswered = true }
        let bytes = out
        out = ByteBuffer()
        if bytes.readableBytes > 0 { context.fireChannelRead(Self.wrapInboundOut(bytes)) }
    }

    /// Whether no further request is begun on the connection.
    private var isLastRequest: Bool { isGoingAway || nextID >= Self.lastStream }

    private func goAway(_ context: ChannelHandlerContext, _ last: HTTP2StreamID, _ code: HTTP2ErrorCode) {
        isGoingAway = true
        // Nobody has seen a request with a greater number, and after an error nothing more comes.
        if isAnswered || stream > last || code != .noError { context.close(promise: nil) }
    }

    /// Lets the upstream send as much again.
    private func giveBack(
        _ context: ChannelHandlerContext, _ data: HTTP2Frame.FramePayload.Data, of id: HTTP2StreamID
    ) {
        owedWindow += data.data.readableBytes + (data.paddingBytes.map { $0 + 1 } ?? 0)
        guard owedWindow >= 32 * 1_024 else { return }
        var ids = [HTTP2StreamID.rootStream]
        if id == stream, !data.endStream, !isAnswered { ids.append(id) }
        for id in ids {
            let frame = HTTP2Frame(streamID: id, payload: .windowUpdate(windowSizeIncrement: owedWindow))
            context.write(Self.wrapOutboundOut(frame), promise: nil)
        }
        context.flush()
        owedWindow = 0
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.fireErrorCaught(error)
        context.close(promise: nil)
    }
}
