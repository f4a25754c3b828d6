internal import NIOCore

/// Answers whole requests, one after the other.
final class RawServerHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private static let headEnd = Array("\r\n\r\n".utf8)

    private let answer: @Sendable (String) -> RawAnswer
    private var received: [UInt8] = []
    private var isDone = false

    init(_ answer: @escaping @Sendable (String) -> RawAnswer) {
        self.answer = answer
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        received += unwrapInboundIn(data).readableBytesView
        while !isDone, let head = nextRequest() {
            let answer = answer(head)
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: answer.bytes)), promise: nil)
            guard answer.closes else { continue }
            isDone = true
            context.close(promise: nil)
        }
    }

    /// Takes the next request if it has come whole, and returns its head.
    private func nextRequest() -> String? {
        guard let end = received.firstRange(of: Self.headEnd)?.upperBound else { return nil }
        let head = String(decoding: received[..<end], as: UTF8.self)
        let length = head.firstMatch(of: #/(?i)\r\ncontent-length: *([0-9]+)\r\n/#).flatMap { Int($0.output.1) } ?? 0
        guard received.count - end >= length else { return nil }
        received.removeFirst(end + length)
        return head
    }

    /// A client that hangs up is no news.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
