public import NIOCore
public import NIOHTTP1
public import Tollgate

/// Lets a request through to the next handler only if its bearer token gives it access to the API that it is for.
///
/// It stands behind the HTTP/1 codec and in front of the handler that answers:
///
/// ```swift
/// try channel.pipeline.syncOperations.configureHTTPServerPipeline()
/// try channel.pipeline.syncOperations.addHandler(GateHandler(gate: gate))
/// try channel.pipeline.syncOperations.addHandler(MyHandler())
/// ```
///
/// The API is the one below whose `listen_path` the request lies; outside of all of them the answer is 404. An admitted
/// request goes on with the caller in `X-Tollgate-Client`, `-Subject`, `-Policies` and `-Tags`, and without whatever the
/// client wrote in such fields, in however spelt a name, in trailers neither; the token goes on only where the API has
/// `forward_token`. The answer gets the fields that tell how the client stands, and a place under a limit of concurrency
/// is free when the answer has ended, or the channel.
///
/// A rejected request is answered as RFC 6750 has it, and never seen by the next handler: a JSON body with `error`,
/// `error_description` and `code`, and a `WWW-Authenticate` challenge where one belongs; or in Tyk's style where the API
/// asks for it. Its content is thrown away. The metadata of an API with a `resource` is answered too (RFC 9728). Where
/// an API only observes, rejected requests go on with the code in `X-Tollgate-Observed`, which the answer gets as well.
///
/// All of it happens on the channel's event loop, and nothing there waits: while keys are fetched, what the client sends
/// meanwhile is held, in its order, and reading stops. The next handler gets one request at a time, the next one after
/// the end of its answer. Times that a client may take are the affair of other handlers, `IdleStateHandler` for example.
///
/// One handler belongs to one channel. ``HTTPTypesGateHandler`` does the same for the parts of swift-http-types.
public final class GateHandler: ChannelDuplexHandler, RemovableChannelHandler {
    /// Requests as `NIOHTTP1` decodes them.
    public typealias InboundIn = HTTPServerRequestPart
    /// Admitted requests.
    public typealias InboundOut = HTTPServerRequestPart
    /// Answers of the next handler.
    public typealias OutboundIn = HTTPServerResponsePart
    /// Answers as `NIOHTTP1` encodes them.
    public typealias OutboundOut = HTTPServerResponsePart

    private let connection: GateConnection<HTTP1Form>

    /// A handler for one channel.
    ///
    /// - Parameters:
    ///   - gate: The gate.
    ///   - configuration: Settings. Default: ``GateHandlerConfiguration/init()``.
    public init(gate: Gate, configuration: GateHandlerConfiguration = GateHandlerConfiguration()) {
        connection = GateConnection(gate, configuration, isMultiplexed: false)
    }

    // MARK: - The channel

    /// Begins to work in a pipeline.
    public func handlerAdded(context: ChannelHandlerContext) { connection.added(context) }

    /// Ends; a channel with a request that was not decided about is closed.
    public func handlerRemoved(context: ChannelHandlerContext) { connection.removed() }

    /// Gives back what the request at hand has.
    public func channelInactive(context: ChannelHandlerContext) {
        connection.release()
        context.fireChannelInactive()
    }

    /// Takes a part of a request.
    public func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        connection.receive(Self.unwrapInboundIn(data))
    }

    /// Goes on with what was held, if the client takes what is written.
    public func channelWritabilityChanged(context: ChannelHandlerContext) {
        connection.writabilityChanged()
        context.fireChannelWritabilityChanged()
    }

    /// Keeps the end of the client's side behind the parts that came before it.
    public func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .inputClosed? = event as? ChannelEvent, !connection.closedInput() { return }
        context.fireUserInboundEventTriggered(event)
    }

    /// Gives a request up that cannot be read to its end.
    public func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.fireErrorCaught(error)
        connection.failed()
    }

    /// Asks for bytes unless there are parts whose turn it is not yet.
    public func read(context: ChannelHandlerContext) {
        if connection.mayRead() { context.read() }
    }

    /// Adds to the head of an answer how the client stands, and settles the request at the end.
    public func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let part = Self.unwrapOutboundIn(data)
        let replacement = connection.replacement(for: part)
        context.write(replacement.map(NIOAny.init) ?? data, promise: promise)
        connection.wrote(part)
    }
}

@available(*, unavailable)
extension GateHandler: Sendable {}
