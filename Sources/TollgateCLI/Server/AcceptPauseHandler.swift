import Foundation
import Logging
import NIOCore

/// Stops accepting for a moment when the system has no more descriptors or memory for connections.
///
/// Without it such an error would end the server, or come again at once, for ever: the connection that could not be
/// accepted stays in the queue.
final class AcceptPauseHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = any Channel

    private static let pause = TimeAmount.seconds(1)

    private let logger: Logger
    private var isPausing = false
    private var hasTold = false

    private init(logger: Logger) {
        self.logger = logger
    }

    /// Makes a server that listens pause.
    static func add(to server: any Channel, logger: Logger) async {
        try? await server.eventLoop.submit {
            try server.pipeline.syncOperations.addHandler(AcceptPauseHandler(logger: logger), position: .first)
        }.get()
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
        if !hasTold {
            hasTold = true
            logger.error(
                "connections cannot be accepted; trying again each second", metadata: ["reason": "\(error)"])
        }
        let channel = context.channel
        channel.setOption(.autoRead, value: false).whenComplete { _ in }
        let loopBound = NIOLoopBound(self, eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: Self.pause) {
            loopBound.value.isPausing = false
            channel.setOption(.autoRead, value: true).whenComplete { _ in }
        }
    }
}
