import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// HTTP/1.1 for clients that may be slow, gone, too many or malicious: all servers of `tollgate` use it.
///
/// Work on a request is cancelled as soon as its client has gone, so that nothing is held in vain.
struct BoundedHTTPChannel: ServerChildChannel, HTTPChannelHandler {
    let responder: HTTPChannelHandler.Responder
    private let limits: ServerLimits
    private let connections: ConnectionCount

    init(_ limits: ServerLimits, logger: Logger, responder: @escaping HTTPChannelHandler.Responder) {
        self.responder = responder
        self.limits = limits
        connections = ConnectionCount(maximum: limits.maximumConnections, logger: logger)
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<ServerConnection> {
        let place = connections.enter()
        channel.closeFuture.whenComplete { [connections] _ in connections.leave(place) }
        return channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            let abandoned: EventLoopFuture<Void>
            if case .served = place {
                abandoned = try addHandlers(to: pipeline, channel, logger)
            } else {
                try pipeline.addHandler(RefusedConnectionHandler(isDropped: place == .dropped))
                abandoned = channel.closeFuture
            }
            return ServerConnection(
                parts: try NIOAsyncChannel(
                    wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true)),
                abandoned: abandoned)
        }
    }

    /// Adds the handlers that make requests of bytes, and bytes of answers.
    ///
    /// - Returns: A future that is fulfilled when the client has gone.
    private func addHandlers(
        to pipeline: ChannelPipeline.SynchronousOperations, _ channel: any Channel, _ logger: Logger
    ) throws -> EventLoopFuture<Void> {
        let abandoned = channel.eventLoop.makePromise(of: Void.self)
        let deadlines = ConnectionDeadlineHandler(
            limits.timeouts, abandoned: abandoned, at: channel.eventLoop.now)
        var decoder = NIOHTTPDecoderLimitConfiguration()
        decoder.maxHeaderFieldSize = limits.maximumHeaderBytes
        decoder.maxHeaderListSize = limits.maximumHeaderBytes
        decoder.maxHeaderFieldCount = 1_000
        var encoder = HTTPResponseEncoder.Configuration()
        encoder.automaticallySetFramingHeaders = false
        try pipeline.addHandlers(StalledConnectionHandler(limit: limits.timeouts.write), ArrivalHandler(deadlines))
        try pipeline.configureHTTPServerPipeline(
            withPipeliningAssistance: false, withErrorHandling: false, withOutboundHeaderValidation: false,
            withEncoderConfiguration: encoder, withDecoderLimitConfiguration: decoder)
        try pipeline.addHandlers(
            ResponseFramingHandler(), deadlines, HTTP1ToHTTPServerCodec(secure: false),
            // It ends idle connections, and others after their answer, when the server ends.
            HTTPConnectionStateHandler(logger: logger))
        return abandoned.futureResult
    }

    func handle(value connection: ServerConnection, logger: Logger) async {
        await withTaskCancellationHandler {
            await withTaskGroup { group in
                group.addTask { await handleHTTP(asyncChannel: connection.parts, logger: logger) }
                group.addTask { try? await connection.abandoned.get() }
                await group.next()
                group.cancelAll()
            }
        } onCancel: {
            connection.channel.close(promise: nil)
        }
    }
}

extension HTTPServerBuilder {
    /// HTTP/1.1 within limits.
    static func bounded(_ limits: ServerLimits, logger: Logger) -> HTTPServerBuilder {
        HTTPServerBuilder { BoundedHTTPChannel(limits, logger: logger, responder: $0) }
    }
}
