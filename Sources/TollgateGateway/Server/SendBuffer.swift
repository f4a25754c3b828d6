internal import NIOCore
internal import NIOPosix

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Bounds what the system keeps for a client that does not read.
///
/// Its own bound grows with the connection, to several megabytes: thousands of answers for each client that asks and
/// does not read. What is on its way to a client that reads is not bounded by this, only what waits behind it.
enum SendBuffer {
    /// The most bytes that wait in the system for one connection to be sent.
    static let mostUnsentBytes = 128 * 1_024

    /// Has the listening sockets of a bootstrap bound what the sockets of their connections keep.
    static func bounded(_ bootstrap: ServerBootstrap, isUnix: Bool) -> ServerBootstrap {
        guard !isUnix else { return bootstrap }
        return bootstrap.serverChannelOption(.tcpOption(option), value: mostUnsentBytes)
    }

    /// Its name in the system; a connection has it from the socket that it was accepted on.
    static var option: NIOBSDSocket.Option { NIOBSDSocket.Option(rawValue: TCP_NOTSENT_LOWAT) }
}
