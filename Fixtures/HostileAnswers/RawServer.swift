internal import NIOCore
internal import NIOPosix

/// A server on this machine that answers each request with bytes of a test's choice.
package enum RawServer {
    /// Starts a server.
    ///
    /// It serves until the process ends: one that ends while a connection is being accepted traps in NIO (swift-nio
    /// issue 2813).
    ///
    /// - Parameter answer: The answer to a request, of which the head is given.
    /// - Returns: Its port on 127.0.0.1.
    /// - Throws: What listening throws.
    package static func start(answering answer: @escaping @Sendable (String) -> RawAnswer) async throws -> Int {
        let listener = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.backlog, value: 1024)
            .childChannelOption(.allowRemoteHalfClosure, value: false)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(RawServerHandler(answer))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return listener.localAddress?.port ?? 0
    }

    /// The number in a request's target or host that follows the letter `n`: which of many answers is asked for.
    package static func number(in head: String) -> Int {
        guard let match = head.firstMatch(of: #/n([0-9]+)[./]/#), let number = Int(match.output.1) else { return 0 }
        return number
    }
}
