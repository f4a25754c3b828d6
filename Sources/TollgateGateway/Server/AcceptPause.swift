internal import NIOCore

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Stops accepting for a moment when the system has no more descriptors or memory for connections.
///
/// Without it such an error would end the listener, or come again at once, for ever: the connection that could not be
/// accepted stays in the queue.
final class AcceptPause: ChannelInboundHandler {
    typealias InboundIn = any Channel

    private static let pause = TimeAmount.seconds(1)

    private let listener: GatewayListener.Address
    private let observer: any GatewayObserver
    private var isPausing = false
    private var hasTold = false

    init(_ listener: GatewayListener.Address, _ observer: any GatewayObserver) {
        self.listener = listener
        self.observer = observer
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        hasTold = false
        context.fireChannelRead(data)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let code = (error as? IOError)?.errnoCode,
            [EMFILE, ENFILE, ENOBUFS, ENOMEM, ECONNABORTED].contains(code)
        else { return context.fireErrorCaught(error) }
        // The client has gone before it was accepted; the next one may be accepted at once.
        guard code != ECONNABORTED, !isPausing else { return }
        isPausing = true
        observer.connectionRefused(.resources, on: listener, from: "")
        if !hasTold {
            hasTold = true
            observer.acceptingFailed(error)
        }
        let channel = context.channel
        channel.setOption(.autoRead, value: false).whenComplete { _ in }
        context.eventLoop.assumeIsolated().scheduleTask(in: Self.pause) {
            self.isPausing = false
            channel.setOption(.autoRead, value: true).whenComplete { _ in }
        }
    }
}
