internal import NIOCore
internal import TollgateConcurrency

/// Answers the one request of a connection as the server is to behave.
final class KeyServerHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let server: KeyServer
    private var request = ""
    private var isHeld = false

    init(server: KeyServer) {
        self.server = server
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        request += String(buffer: unwrapInboundIn(data))
        guard request.hasSuffix("\r\n\r\n") else { return }
        let behaviour = server.state.withLock { state in
            state.requests += 1
            return state.behaviour
        }
        switch behaviour {
        case .serve(let keys): answer("200 OK", keys, context)
        case .fail(let fault): fail(fault, context)
        }
    }

    private func fail(_ fault: Fault, _ context: ChannelHandlerContext) {
        switch fault {
        case .refused, .unknownAuthority: context.close(promise: nil)
        case .blackHole: hold()
        case .status500: answer("500 Internal Server Error", "{\"keys\":[]}", context)
        case .garbage: answer("200 OK", "<html>\u{0}", context)
        case .tenMegabytes: answer("200 OK", String(repeating: " ", count: 10_000_000), context)
        case .redirect: answer("302 Found", "", context, "location: \(server.url)-elsewhere\r\n")
        case .emptySet: answer("200 OK", "{\"keys\":[]}", context)
        case .truncated:
            send("HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{\"keys\":[", context)
            context.close(promise: nil)
        case .slowDrip:
            hold()
            send("HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n{", context)
            drip(context)
        }
    }

    /// Sends a byte now and then for as long as the client listens.
    private func drip(_ context: ChannelHandlerContext) {
        context.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(20)) {
            guard context.channel.isActive else { return }
            self.send(" ", context)
            self.drip(context)
        }
    }

    private func hold() {
        isHeld = true
        server.state.withLock { $0.held += 1 }
    }

    private func answer(_ status: String, _ body: String, _ context: ChannelHandlerContext, _ field: String = "") {
        send(
            "HTTP/1.1 \(status)\r\n\(field)connection: close\r\ncontent-length: \(body.utf8.count)\r\n\r\n\(body)",
            context)
        context.close(promise: nil)
    }

    private func send(_ text: String, _ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        if isHeld { server.state.withLock { $0.held -= 1 } }
        isHeld = false
        context.fireChannelInactive()
    }

    /// A client that does not trust the server, or hangs up, is no news.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
