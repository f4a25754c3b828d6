internal import NIOCore

/// Counts the bytes that a connection brings, ahead of the decoder, for the guard behind it.
///
/// The decoder tells the guard of heads and bodies only when they are whole, and of a status line's length never:
/// without the count a server could send a line, extensions of chunks, or informational answers without end.
final class FramingMeter: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let answerGuard: AnswerGuard

    /// A meter for one connection.
    ///
    /// - Parameter answerGuard: Counts the bytes.
    init(_ answerGuard: AnswerGuard) {
        self.answerGuard = answerGuard
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        answerGuard.noteBytes(unwrapInboundIn(data).readableBytes)
        context.fireChannelRead(data)
        // What of it was a body's, the guard knows by now.
        if let defect = answerGuard.longFraming() { context.fireErrorCaught(defect) }
    }
}
