internal import NIOCore
internal import NIOPosix

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A place where a gateway listens at the moment.
struct ListeningPlace: Sendable {
    let channel: any Channel
    /// The socket in the file system, if it is one of this process.
    private let socket: UnixSocket?

    private init(_ channel: any Channel, _ socket: UnixSocket?) {
        self.channel = channel
        self.socket = socket
    }

    /// Begins to listen.
    ///
    /// - Parameters:
    ///   - address: The place.
    ///   - bootstrap: Makes the channel.
    ///   - bound: A socket that is bound there already, if there is one.
    /// - Throws: ``ListenerError``, `IOError`, or `SocketAddressError`.
    init(
        _ address: GatewayListener.Address, _ bootstrap: ServerBootstrap, on bound: BoundSocket?
    ) async throws {
        if let bound {
            let channel = try await bootstrap.withBoundSocket(bound.descriptor).get()
            self.init(channel, bound.ownsFile ? address.path.flatMap { UnixSocket(bound.descriptor, at: $0) } : nil)
            return
        }
        switch address {
        case .tcp(let host, let port): self.init(try await bootstrap.bind(host: host, port: port).get(), nil)
        case .unix(let path, let mode, let group):
            let socket = try await UnixSocket(path: path, mode: mode, group: group)
            do {
                self.init(try await bootstrap.withBoundSocket(socket.descriptor).get(), socket)
            } catch {
                await socket.remove()
                throw error
            }
        }
    }

    /// The same place, whose file is another process's.
    func withoutFile() -> ListeningPlace { ListeningPlace(channel, nil) }

    /// Copies the descriptor of the socket.
    ///
    /// - Throws: `IOError` where there are no more descriptors.
    func copyDescriptor() async throws -> CInt {
        try await channel.eventLoop.submit { [channel] in
            let copy = try channel.pipeline.syncOperations.withUnsafeTransportIfAvailable(
                of: NIOBSDSocket.Handle.self
            ) { fcntl($0, F_DUPFD_CLOEXEC, 0) }
            guard let copy, copy >= 0 else { throw IOError(errnoCode: errno, reason: "fcntl") }
            return copy
        }.get()
    }

    /// Accepts no connection for now, or goes on.
    func pause(_ isPaused: Bool) async { try? await channel.setOption(.autoRead, value: !isPaused).get() }

    /// Listens no more.
    func end() async {
        // First: a channel that is closed while it accepts a connection traps in NIO (swift-nio 2813).
        await pause(true)
        // As long as it is open, no other file can be taken for it.
        await socket?.remove()
        try? await channel.close()
    }
}
