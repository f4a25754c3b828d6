internal import NIOCore

extension HTTP1Connection: ClientStream {
    func wantContent(_ isWanted: Bool) {
        let (isNews, owesContinue) = sequence.wantContent(isWanted)
        guard isNews else { return }
        deadlines.held(!isWanted, at: loop.moment)
        if owesContinue, !answer.hasBegun {
            out.bytes.writeStatic("HTTP/1.1 100 Continue\r\n\r\n")
            flush()
        }
        if isWanted { readIfWanted() }
    }

    func writeInterim(_ head: ResponseHead) {
        answer.writeInterim(head, to: &out.bytes)
        deadlines.wrote(at: loop.moment)
    }

    func writeHead(_ head: ResponseHead, adding added: FieldBlock) {
        if loop.isDraining || !sequence.canKeepConnection || hasForeignBytes { answer.close() }
        answer.writeHead(head, adding: added, to: &out.bytes)
        deadlines.wrote(at: loop.moment)
    }

    func write(_ content: ByteBuffer) {
        deadlines.wrote(at: loop.moment)
        guard let long = answer.write(content, to: &out.bytes) else { return }
        out.write(long, to: context)
        answer.writePartEnd(to: &out.bytes)
    }

    func writeEnd(trailers: FieldBlock) {
        answer.writeEnd(trailers: trailers, to: &out.bytes)
        deadlines.wrote(at: loop.moment)
        flush()
        guard sequence.phase == .exchange else { return }
        guard answer.keepsAlive else { return end() }
        sequence.answered()
        if sequence.phase == .ready { becomeReady() }
        takeParts()
        readIfWanted()
    }

    func abort(isFault: Bool) { close() }

    func switchProtocols(_ tunnel: Tunnel, _ head: ResponseHead, adding added: FieldBlock) {
        answer.writeSwitch(head, to: tunnel.name, adding: added, to: &out.bytes)
        // The exchange goes on without this connection.
        sequence.close()
        loop.remove(self)
        turn.leave()
        guard let context else { return tunnel.cut() }
        out.write(to: context)
        tunnel.join(origin, listener.limits)
        tunnel.take(context, from: .client, with: parser.takeRest(), isInputClosed: sequence.isInputClosed)
    }

    /// Whether bytes of another protocol may have come behind the request, which are no request whatever they look like.
    private var hasForeignBytes: Bool { exchange.request.upgrade != nil && parser.hasBytes }

    func flush() { out.flush(context) }
}
