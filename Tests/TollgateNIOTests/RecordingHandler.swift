import NIOCore
import NIOHTTP1
import Tollgate

/// The handler behind the gate: keeps what gets there, and answers when a test wants it.
final class RecordingHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    /// Whether each request is answered at its end.
    var answersAtOnce = true
    private(set) var heads: [HTTPRequestHead] = []
    private(set) var trailers: HTTPHeaders?
    private(set) var admissions: [Admission] = []
    /// What has come, in its order: the targets of heads, the texts of bodies, `end`, `closed`, and errors.
    private(set) var seen: [String] = []
    private var context: ChannelHandlerContext?

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }
    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch Self.unwrapInboundIn(data) {
        case .head(let head):
            heads.append(head)
            seen.append(head.uri)
        case .body(let content): seen.append(String(buffer: content))
        case .end(let trailers):
            self.trailers = trailers
            seen.append("end")
            if answersAtOnce { answer() }
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let admission = event as? Admission { admissions.append(admission) }
        if case .inputClosed? = event as? ChannelEvent { seen.append("closed") }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { seen.append("error") }

    func answer(_ text: String = "hello") {
        beginAnswer()
        context?.write(Self.wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: text)))), promise: nil)
        endAnswer()
    }

    func beginAnswer(_ status: HTTPResponseStatus = .ok) {
        context?.write(Self.wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: status))), promise: nil)
    }

    func endAnswer() { context?.writeAndFlush(Self.wrapOutboundOut(.end(nil)), promise: nil) }
}
