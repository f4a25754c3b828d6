import NIOCore
import NIOHTTP1
import NIOPosix
import Tollgate
import TollgateNIO

/// A server on plain swift-nio with the gate in front of its handler.
enum ExampleServer {
    /// Begins to listen.
    ///
    /// - Parameters:
    ///   - gate: The gate.
    ///   - port: The port of 127.0.0.1; 0 lets the system choose one.
    ///   - configuration: Settings of the gate's handler. Default: the defaults.
    /// - Returns: The channel that accepts connections.
    /// - Throws: What listening throws.
    static func listen(
        _ gate: Gate, port: Int, configuration: GateHandlerConfiguration = GateHandlerConfiguration()
    ) async throws -> any Channel {
        // pipeline begins
        try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.configureHTTPServerPipeline()
                    try pipeline.addHandler(GateHandler(gate: gate, configuration: configuration))
                    try pipeline.addHandler(HelloHandler())
                }
            }
            .bind(host: "127.0.0.1", port: port).get()
        // pipeline ends
    }
}
