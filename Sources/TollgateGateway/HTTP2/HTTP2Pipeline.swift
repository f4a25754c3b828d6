internal import NIOCore
internal import NIOHTTP2

/// Makes a channel one of a client that speaks HTTP/2.
///
/// One handler keeps all streams of a connection; there are no channels for them. What bounds a connection, beside the
/// number of its streams and the length of their headers, are swift-nio-http2's own limits: 200 resets, 200 stream
/// errors and 200 of PING, SETTINGS and PRIORITY together in 30 seconds, 5 CONTINUATION frames for one header, one empty
/// DATA frame after another. Whoever goes beyond is told ENHANCE_YOUR_CALM and closed.
enum HTTP2Pipeline {
    /// The bytes that a client may send of one request before they are passed on: the window of a stream.
    static let streamWindow = 65_535
    /// The bytes that a client may send of all requests before they are passed on: the window of a connection.
    static let connectionWindow = 1 << 20
    /// The longest frame that is taken: the least that there is (RFC 9113 §4.2).
    private static let frameBytes = 16_384

    /// Adds what is needed to a channel's pipeline, on which nothing may be read before it is asked for.
    ///
    /// - Parameters:
    ///   - channel: The channel.
    ///   - loop: Its loop.
    ///   - listener: The listener that has accepted it.
    ///   - rules: The listener's rules.
    ///   - origin: The place where it comes from.
    /// - Throws: `ChannelError` where the channel has ended.
    static func add(
        to channel: any Channel, _ loop: GatewayLoop, _ listener: Listener, _ rules: HTTP2Rules,
        _ origin: ConnectionOrigin
    ) throws {
        let limit = max(1, rules.maximumConcurrentStreams)
        let connection = HTTP2Connection(loop, listener, origin, maximumStreams: limit)
        var configuration = NIOHTTP2Handler.ConnectionConfiguration()
        configuration.initialSettings = [
            HTTP2Setting(parameter: .maxConcurrentStreams, value: limit + StreamLimitHandler.slack),
            HTTP2Setting(parameter: .maxHeaderListSize, value: listener.limits.headerBytes),
            HTTP2Setting(parameter: .initialWindowSize, value: streamWindow),
            HTTP2Setting(parameter: .maxFrameSize, value: frameBytes),
        ]
        // A header of the greatest length in the longest frames, and one more.
        configuration.maximumSequentialContinuationFrames = listener.limits.headerBytes / frameBytes + 1
        // Answers to frames that are read: who sends such without reading has no more than this of them kept.
        configuration.maximumBufferedControlFrames = 1_000
        let handler = NIOHTTP2Handler(mode: .server, frameDelegate: connection, connectionConfiguration: configuration)
        try channel.pipeline.syncOperations.addHandlers(StreamLimitHandler(limit), handler, connection)
    }

    /// Has what a connection still receives dropped ahead of swift-nio-http2.
    ///
    /// - Parameter context: That of the connection's handler.
    static func discardInput(_ context: ChannelHandlerContext) {
        let pipeline = context.pipeline.syncOperations
        guard let codec = try? pipeline.handler(type: NIOHTTP2Handler.self) else { return }
        try? pipeline.addHandler(DiscardingHandler(), position: .before(codec))
    }
}
