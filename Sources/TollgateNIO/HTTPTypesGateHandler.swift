public import NIOCore
public import NIOHTTPTypes
public import Tollgate

/// Does what ``GateHandler`` does, for requests and answers in the types of swift-http-types.
///
/// With HTTP/1 it stands behind `HTTP1ToHTTPServerCodec`, with HTTP/2 in each stream's channel behind
/// `HTTP2FramePayloadToHTTPServerCodec`:
///
/// ```swift
/// try channel.pipeline.syncOperations.addHandler(HTTP1ToHTTPServerCodec(secure: false))
/// try channel.pipeline.syncOperations.addHandler(HTTPTypesGateHandler(gate: gate))
/// try channel.pipeline.syncOperations.addHandler(MyHandler())
/// ```
public final class HTTPTypesGateHandler: ChannelDuplexHandler, RemovableChannelHandler {
    /// Requests in the types of swift-http-types.
    public typealias InboundIn = HTTPRequestPart
    /// Admitted requests.
    public typealias InboundOut = HTTPRequestPart
    /// Answers of the next handler.
    public typealias OutboundIn = HTTPResponsePart
    /// Answers.
    public typealias OutboundOut = HTTPResponsePart

    /// The version of HTTP that a channel speaks, which swift-http-types does not tell.
    public enum Version: Sendable {
        /// One request after the other on a connection, which has to be closed where the next one cannot be told.
        case http1
        /// A channel for each request; `Connection` is never said.
        case http2
    }

    private let connection: GateConnection<HTTPTypesForm>

    /// A handler for one channel.
    ///
    /// - Parameters:
    ///   - gate: The gate.
    ///   - version: The version of HTTP that the channel speaks. Default: HTTP/1.
    ///   - configuration: Settings. Default: ``GateHandlerConfiguration/init()``.
    public init(
        gate: Gate, version: Version = .http1, configuration: GateHandlerConfiguration = GateHandlerConfiguration()
    ) {
        connection = GateConnection(gate, configuration, isMultiplexed: version == .http2)
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
extension HTTPTypesGateHandler: Sendable {}
