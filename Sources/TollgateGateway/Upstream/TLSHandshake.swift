internal import NIOCore
internal import NIOSSL
internal import NIOTLS

/// Stands behind TLS until the handshake with an upstream has ended, and then leaves.
final class TLSHandshake: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer

    private var done: EventLoopPromise<Void>?
    private let expected: String?
    private let deadline: NIODeadline
    private var timer: Scheduled<Void>?

    /// A handler that fulfils `done`, or fails it with a ``TLSFailure`` or a time-out.
    ///
    /// - Parameters:
    ///   - done: The promise.
    ///   - expected: The protocol that has to be agreed upon, if one has.
    ///   - deadline: The end of the time for it.
    init(_ done: EventLoopPromise<Void>, expecting expected: String?, until deadline: NIODeadline) {
        self.done = done
        self.expected = expected
        self.deadline = deadline
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let channel = context.channel
        timer = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) {
            self.fail(ChannelError.connectTimeout(.zero))
            channel.close(promise: nil)
        }
        context.read()
    }

    func handlerRemoved(context: ChannelHandlerContext) { fail(ChannelError.eof) }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case .handshakeCompleted(let agreed)? = event as? TLSUserEvent, let done else {
            return context.fireUserInboundEventTriggered(event)
        }
        guard expected == nil || agreed == expected else {
            fail(TLSFailure.otherProtocol)
            return context.close(promise: nil)
        }
        end()
        context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
        done.succeed()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // A server that speaks first speaks another protocol.
        fail(TLSFailure.failed)
        context.close(promise: nil)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        context.fireChannelReadComplete()
        if done != nil { context.read() }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail(TLSFailure(error))
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        fail(TLSFailure.failed)
        context.fireChannelInactive()
    }

    private func end() {
        timer?.cancel()
        timer = nil
        done = nil
    }

    private func fail(_ error: any Error) {
        let done = done
        end()
        done?.fail(error)
    }
}
