import NIOCore
import NIOHTTP1

/// Says where an answer ends (RFC 9112 §6.3): by its length where there is one, else in chunks.
///
/// An answer to `HEAD`, and one with 1xx, 204 or 304, has no content: whatever is written of it is left out, and so is
/// what would announce chunks. `Content-Length` stays as it is, since it tells what an answer to `GET` would have, but
/// for 1xx and 204, which must not have it (RFC 9110 §8.6).
final class ResponseFramingHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// Whether each request that was not answered yet is `HEAD`, in the order in which they came.
    private var areHead = CircularBuffer<Bool>()
    private var isWithoutContent = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .head(let head) = Self.unwrapInboundIn(data) { areHead.append(head.method == .HEAD) }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch Self.unwrapOutboundIn(data) {
        case .head(var head):
            frame(&head)
            context.write(Self.wrapOutboundOut(.head(head)), promise: promise)
        case .body where isWithoutContent: promise?.succeed(())
        case .end where isWithoutContent:
            isWithoutContent = false
            context.write(Self.wrapOutboundOut(.end(nil)), promise: promise)
        case .body, .end: context.write(data, promise: promise)
        }
    }

    private func frame(_ head: inout HTTPResponseHead) {
        let code = head.status.code
        let isInformational = code < 200 && code != 101
        let isHead = isInformational ? false : areHead.popFirst() ?? false
        head.headers.remove(name: "transfer-encoding")
        if code < 200 || code == 204 { head.headers.remove(name: "content-length") }
        guard !isInformational else { return }
        isWithoutContent = isHead || code == 101 || code == 204 || code == 304
        if !isWithoutContent, !head.headers.contains(name: "content-length") {
            head.headers.add(name: "transfer-encoding", value: "chunked")
        }
    }
}
