import NIOCore
import NIOHTTP1

/// Ends a connection whose client takes too long with something, or has gone.
///
/// Where a request was being read and nothing of an answer was written yet, it is answered 408 first; where the header
/// is too long, 431.
final class ConnectionDeadlineHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// The time that a client that was turned away may take to read the reason.
    static let farewell = TimeAmount.seconds(1)

    private static let bodyTooSlow =
        "{\"error\":\"request_timeout\",\"error_description\":\"The body of the request did not come in time.\","
        + "\"code\":\"request_timeout\"}\n"

    private let abandoned: EventLoopPromise<Void>
    private var deadlines: ConnectionDeadlines
    private var timer: (at: NIODeadline, task: Scheduled<Void>)?
    private var hasTurnedAway = false

    /// A handler for one connection.
    ///
    /// - Parameters:
    ///   - timeouts: The times that the steps of a request may take.
    ///   - abandoned: Kept as soon as the client does not wait for an answer any more.
    ///   - now: The time at which the connection has begun.
    init(_ timeouts: ConnectionTimeouts, abandoned: EventLoopPromise<Void>, at now: NIODeadline) {
        self.abandoned = abandoned
        deadlines = ConnectionDeadlines(timeouts, at: now)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        watch(context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.task.cancel()
        timer = nil
        abandoned.succeed(())
    }

    // MARK: - What comes

    /// Bytes have come; to be called by the handler in front of the decoder.
    func readBytes(at now: NIODeadline) {
        deadlines.readBytes(at: now)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !hasTurnedAway else { return }
        switch Self.unwrapInboundIn(data) {
        case .head: deadlines.readHead(at: context.eventLoop.now)
        case .body: deadlines.readBody(at: context.eventLoop.now)
        case .end: deadlines.readEnd()
        }
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        watch(context)
        context.fireChannelReadComplete()
    }

    func read(context: ChannelHandlerContext) {
        deadlines.wantsMore(at: context.eventLoop.now)
        watch(context)
        context.read()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .inputClosed? = event as? ChannelEvent {
            guard !hasTurnedAway else { return context.close(promise: nil) }
            deadlines.closedInput()
            // Without a request there is nothing to wait for, and whoever reads on finds the end.
            if deadlines.requestsInProgress > 0 { watch(context) }
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard !hasTurnedAway else { return }
        if case .headerOverflow? = error as? HTTPParserError, deadlines.requestsInProgress == 0 {
            return turnAway(context, .requestHeaderFieldsTooLarge)
        }
        context.fireErrorCaught(error)
    }

    // MARK: - What goes

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard !hasTurnedAway else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        if case .end = Self.unwrapOutboundIn(data) {
            deadlines.wroteEnd(at: context.eventLoop.now)
            watch(context)
        } else {
            deadlines.wrote(at: context.eventLoop.now)
        }
        context.write(data, promise: promise)
    }

    // MARK: - Deadlines

    /// Sets a timer for the next deadline; one that is early looks for the next one.
    private func watch(_ context: ChannelHandlerContext) {
        guard !hasTurnedAway, let next = deadlines.next else { return }
        if let timer {
            if timer.at <= next.at { return }
            timer.task.cancel()
        }
        let loopBound = NIOLoopBound((handler: self, context: context), eventLoop: context.eventLoop)
        let task = context.eventLoop.scheduleTask(deadline: next.at) {
            let (handler, context) = loopBound.value
            handler.timer = nil
            handler.checkDeadline(context)
        }
        timer = (next.at, task)
    }

    private func checkDeadline(_ context: ChannelHandlerContext) {
        guard !hasTurnedAway, let next = deadlines.next else { return }
        guard next.at <= context.eventLoop.now else { return watch(context) }
        switch next.cause {
        case .header where deadlines.hasPartOfHeader: turnAway(context, .requestTimeout)
        case .body where !deadlines.isAnswering && deadlines.requestsInProgress == 1:
            turnAway(context, .requestTimeout)
        case .halfClosed where !context.channel.isWritable:
            // It does take something, if slowly: see `StalledConnectionHandler`.
            deadlines.isTaking(at: context.eventLoop.now)
            watch(context)
        default: context.close(promise: nil)
        }
    }

    /// Answers, and leaves the client a moment to read it.
    ///
    /// There is no content where the method is not known yet: an answer to `HEAD` must not have any.
    private func turnAway(_ context: ChannelHandlerContext, _ status: HTTPResponseStatus) {
        let content = deadlines.requestsInProgress > 0 ? Self.bodyTooSlow : ""
        hasTurnedAway = true
        timer?.task.cancel()
        timer = nil
        var headers: HTTPHeaders = [
            "Cache-Control": "no-store", "Connection": "close", "Content-Length": "\(content.utf8.count)",
        ]
        if !content.isEmpty { headers.add(name: "Content-Type", value: "application/json") }
        let head = HTTPResponseHead(version: .http1_1, status: status, headers: headers)
        context.write(Self.wrapOutboundOut(.head(head)), promise: nil)
        if !content.isEmpty {
            context.write(Self.wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: content)))), promise: nil)
        }
        context.writeAndFlush(Self.wrapOutboundOut(.end(nil)), promise: nil)
        // Bytes that nobody has read would make the system take the answer back.
        context.close(mode: .output, promise: nil)
        if deadlines.requestsInProgress > 0 { abandoned.succeed(()) }
        let loopBound = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: Self.farewell) { loopBound.value.close(promise: nil) }
        context.read()
    }
}
