internal import NIOCore
internal import NIOPosix

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// Connects over TCP or a unix socket, without encryption.
struct SocketConnector: UpstreamConnector {
    /// The options by which a connection over TCP is probed after a minute of silence, and given up after another one
    /// without an answer: on a stream of events nothing else would tell that the upstream's machine has gone.
    private static let probes: [(NIOBSDSocket.Option, Int)] = {
        #if os(Linux)
            [
                (option(TCP_KEEPIDLE), 60), (option(TCP_KEEPINTVL), 15),
                (option(TCP_KEEPCNT), 4),
            ]
        #else
            []
        #endif
    }()

    private static func option(_ number: some BinaryInteger) -> NIOBSDSocket.Option {
        NIOBSDSocket.Option(rawValue: CInt(truncatingIfNeeded: number))
    }

    func connect(
        to endpoint: SocketAddress, of upstream: UpstreamAddress, on eventLoop: any EventLoop,
        within timeout: TimeAmount
    ) -> EventLoopFuture<any Channel> {
        var bootstrap = ClientBootstrap(group: eventLoop).connectTimeout(timeout)
            .channelOption(.autoRead, value: false)
        if case .server = upstream {
            bootstrap = bootstrap.channelOption(.tcpOption(.tcp_nodelay), value: 1)
                .channelOption(.socketOption(.so_keepalive), value: 1)
            for (option, value) in Self.probes { bootstrap = bootstrap.channelOption(.tcpOption(option), value: value) }
        }
        return bootstrap.connect(to: endpoint)
    }
}
