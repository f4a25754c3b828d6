import NIOCore
import NIOHTTP1
import Tollgate

/// Greets the client that the gate has let in, and says how long the content was.
final class HelloHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private var head: HTTPRequestHead?
    private var contentLength = 0

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch Self.unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            contentLength = 0
            // Only clients whose requests the gate lets in are asked for their content.
            if head.headers.first(name: "Expect")?.lowercased() == "100-continue" {
                let leave = HTTPResponseHead(version: head.version, status: .continue)
                context.writeAndFlush(Self.wrapOutboundOut(.head(leave)), promise: nil)
            }
        case .body(let content): contentLength += content.readableBytes
        case .end: answer(context)
        }
    }

    private func answer(_ context: ChannelHandlerContext) {
        guard let head else { return }
        self.head = nil
        let client = head.headers.first(name: "X-Tollgate-Client") ?? "nobody"
        let text = "hello \(client), \(contentLength) bytes\n"
        var answer = HTTPResponseHead(version: head.version, status: .ok)
        answer.headers.add(name: "Content-Type", value: "text/plain")
        answer.headers.add(name: "Content-Length", value: "\(text.utf8.count)")
        if !head.isKeepAlive { answer.headers.add(name: "Connection", value: "close") }
        context.write(Self.wrapOutboundOut(.head(answer)), promise: nil)
        if head.method != .HEAD {
            context.write(Self.wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: text)))), promise: nil)
        }
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.writeAndFlush(Self.wrapOutboundOut(.end(nil))).whenComplete { _ in
            if !head.isKeepAlive { bound.value.close(promise: nil) }
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
