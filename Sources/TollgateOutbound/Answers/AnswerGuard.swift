internal import NIOCore
internal import NIOHTTP1

/// Lets through only answers that AsyncHTTPClient can bear, and turns every other one into an error.
///
/// AsyncHTTPClient takes much of what a server sends for granted, and ends the process where that does not hold: a body
/// after a status below 100, for example. The guard stands between the decoder and it, so that nothing of what a server
/// sends is taken for granted: an answer is a final head, its body and its end, in this order, within limits.
final class AnswerGuard: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias InboundOut = HTTPClientResponsePart

    private enum State {
        case awaitingHead(informationalAnswers: Int)
        case inBody
        case failed
    }

    private let limits: AnswerLimits
    private let decompresses: Bool
    private var state = State.awaitingHead(informationalAnswers: 0)
    /// The bytes that have come since something of a body did, or an answer ended.
    private var framingBytes = 0

    /// A guard for one connection.
    ///
    /// - Parameters:
    ///   - limits: The limits on an answer's framing.
    ///   - decompresses: Whether a decompressor comes next.
    init(limits: AnswerLimits, decompresses: Bool) {
        self.limits = limits
        self.decompresses = decompresses
    }

    // MARK: - Bytes

    /// Notes that bytes have come, whatever they are.
    func noteBytes(_ count: Int) {
        // Both are far below the limits of a 64-bit number: one read, and what `longFraming` lets stand.
        framingBytes += count
    }

    /// The defect, once too many bytes have come outside of bodies; nothing more is let through then.
    func longFraming() -> AnswerDefect? {
        guard framingBytes > limits.framingBytes else { return nil }
        if case .failed = state { return nil }
        state = .failed
        return .framing(limitBytes: limits.framingBytes)
    }

    // MARK: - Parts

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch (state, unwrapInboundIn(data)) {
        case (.failed, _): return
        case (.awaitingHead(let informationalAnswers), .head(let head)):
            headCame(head, after: informationalAnswers, context)
        case (.inBody, .body):
            framingBytes = 0
            context.fireChannelRead(data)
        case (.inBody, .end):
            framingBytes = 0
            state = .awaitingHead(informationalAnswers: 0)
            context.fireChannelRead(data)
        case (.awaitingHead, .body), (.awaitingHead, .end), (.inBody, .head): fail(.order, context)
        }
    }

    private func headCame(_ head: HTTPResponseHead, after count: Int, _ context: ChannelHandlerContext) {
        let code = Int(head.status.code)
        guard (100...999).contains(code) else { return fail(.status(code), context) }
        guard code != 101 else { return fail(.protocolSwitch, context) }
        guard head.headers.count <= limits.fields else { return fail(.fields(limit: limits.fields), context) }
        guard code >= 200 else {
            guard count < limits.informationalAnswers else {
                return fail(.informationalAnswers(limit: limits.informationalAnswers), context)
            }
            state = .awaitingHead(informationalAnswers: count + 1)
            // It is nobody's answer: what it says of the connection or of a body is none of the answer's business.
            let bare = HTTPResponseHead(version: .http1_1, status: head.status)
            return context.fireChannelRead(wrapInboundOut(.head(bare)))
        }
        framingBytes = 0
        state = .inBody
        var head = head
        if decompresses { ContentCoding.prepareForDecompression(&head) }
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    private func fail(_ defect: AnswerDefect, _ context: ChannelHandlerContext) {
        state = .failed
        // The client closes the connection: it fails its request, or has none.
        context.fireErrorCaught(defect)
    }
}
