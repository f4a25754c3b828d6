internal import NIOCore
internal import TollgateCatalogue

/// One check of a server: a request on a connection of its own, and what is answered.
final class HealthProbe: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let loop: GatewayLoop
    private let request: ByteBuffer
    private let timeout: Int64
    private let began: Int64
    private var completion: ((Bool) -> Void)?
    private var parser: ResponseParser
    private var context: ChannelHandlerContext?
    var sweepPlace = 0

    /// Begins a check.
    ///
    /// - Parameters:
    ///   - route: The route to the server.
    ///   - check: The request.
    ///   - loop: The loop.
    ///   - completion: Is told once whether the server is well.
    static func begin(
        _ route: UpstreamRoute, _ check: UpstreamCheck, on loop: GatewayLoop, _ completion: @escaping (Bool) -> Void
    ) {
        guard let pool = route.pool else { return completion(false) }
        var request = ByteBuffer(string: "GET \(check.path) HTTP/1.1\r\n")
        request.writeBytes(route.hostLine)
        request.writeStaticString("User-Agent: tollgate-check\r\nAccept: */*\r\nConnection: close\r\n\r\n")
        let probe = HealthProbe(loop, request, timeout: check.timeoutSeconds, completion)
        pool.dial().assumeIsolated().whenComplete { result in
            guard case .success(let dialled) = result, dialled.channel.isActive,
                (try? dialled.channel.pipeline.syncOperations.addHandler(probe)) != nil
            else { return probe.finish(false) }
        }
    }

    private init(_ loop: GatewayLoop, _ request: ByteBuffer, timeout: Int64, _ completion: @escaping (Bool) -> Void) {
        self.loop = loop
        self.request = request
        self.timeout = LoopLimits.nanoseconds(.seconds(timeout))
        self.completion = completion
        began = loop.moment
        parser = ResponseParser(maximumHeadBytes: loop.limits.headerBytes)
        parser.begin(isHead: false)
    }

    private func finish(_ isWell: Bool) {
        let completion = completion
        self.completion = nil
        context?.close(promise: nil)
        completion?(isWell)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        loop.add(self)
        context.writeAndFlush(Self.wrapOutboundOut(request), promise: nil)
        context.read()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        loop.remove(self)
        finish(false)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard completion != nil else { return }
        parser.receive(Self.unwrapInboundIn(data))
        do throws(AnswerFault) {
            while let event = try parser.next() {
                if case .head = event { return finish((200..<400).contains(parser.head.status)) }
            }
        } catch {
            finish(false)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if completion != nil { context.read() }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { finish(false) }

    func channelInactive(context: ChannelHandlerContext) { finish(false) }
}

extension HealthProbe: Swept {
    func sweep(at now: Int64) {
        if now - began > timeout { finish(false) }
    }

    func drain() { finish(false) }

    func cut() { finish(false) }
}
