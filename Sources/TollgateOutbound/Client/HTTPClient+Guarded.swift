package import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1

extension HTTPClient {
    /// Makes a client: the only place of the package where one is made, so that none goes without its guard.
    ///
    /// Whatever the configuration says, redirects are not followed, HTTP/1.1 is spoken, and a refused connection is
    /// told at once: the caller knows better when to try again.
    ///
    /// - Parameters:
    ///   - configuration: The trust, the timeouts and the number of connections.
    ///   - limits: The limits on an answer's framing.
    /// - Returns: The client, which the caller must shut down.
    package static func guarded(_ configuration: Configuration, limits: AnswerLimits = AnswerLimits()) -> HTTPClient {
        var configuration = configuration
        configuration.redirectConfiguration = .disallow
        // The guard is in the pipeline of HTTP/1.1 connections.
        configuration.httpVersion = .http1Only
        configuration.connectionPool.retryConnectionEstablishment = false
        let decompresses = if case .enabled = configuration.decompression { true } else { false }
        let others = configuration.http1_1ConnectionDebugInitializer
        configuration.http1_1ConnectionDebugInitializer = { channel in
            do {
                try addGuard(to: channel, AnswerGuard(limits: limits, decompresses: decompresses))
            } catch {
                // It has been closed meanwhile, or AsyncHTTPClient has come to build it differently.
                channel.close(promise: nil)
                return channel.eventLoop.makeFailedFuture(error)
            }
            return others?(channel) ?? channel.eventLoop.makeSucceededVoidFuture()
        }
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    /// Puts the guard between the decoder and AsyncHTTPClient's own handlers, and what counts bytes ahead of both.
    private static func addGuard(to channel: any Channel, _ answerGuard: AnswerGuard) throws {
        let handlers = channel.pipeline.syncOperations
        let decoder = try handlers.handler(type: ByteToMessageHandler<HTTPResponseDecoder>.self)
        try handlers.addHandler(answerGuard, position: .after(decoder))
        try handlers.addHandler(FramingMeter(answerGuard), position: .before(decoder))
    }
}
