internal import NIOCore
internal import Tollgate

// What its upstream, and the pool of connections to it, tell an exchange.
extension Exchange {
    /// The connection that the request was sent on.
    var connection: UpstreamConnection? {
        if case .sending(let connection, _) = stage { connection } else { nil }
    }

    /// Whether it is the upstream's turn.
    var awaitsUpstream: Bool { upload.isComplete }

    /// There is a connection.
    func connected(_ connection: UpstreamConnection) {
        guard case .connecting(let pool) = stage else { return }
        stage = .sending(connection, pool)
        account.wait()
        connection.begin(head, for: self, isHead: request.isHead, mayUpgrade: upgrade != nil, within: limits)
        for part in upload.takeKept() { UploadWriter.write(part, request.content, to: connection) }
        if upload.isComplete { UploadWriter.writeEnd(request.content, trailers: upload.trailers, to: connection) }
        flushUpstream()
        // Sending may have failed already.
        guard self.connection === connection, !upload.isComplete else { return }
        client?.wantContent(connection.canWrite)
    }

    /// There is no connection.
    func connectionFailed(_ failure: UpstreamFailure, because reason: String) {
        guard case .connecting(let pool) = stage else { return }
        pool.end(self, nil, isReusable: false)
        if failure == .unavailable || failure == .timeout {
            group?.failed(server)
            // Nothing was sent yet: another server may get any request.
            if let admission, let group, forward(admission, among: group) { return }
        }
        conclude(failure, because: reason)
    }

    /// The upstream takes what is written, or does not for now.
    func upstreamWritabilityChanged() {
        if let connection, !upload.isComplete { client?.wantContent(connection.canWrite) }
    }

    /// An interim answer has come; that to an expectation is the gateway's own affair.
    func receiveInterim(_ head: ResponseHead) {
        if head.status != 100 { client?.writeInterim(head) }
    }

    /// The head of the answer has come.
    func receiveHead(_ head: ResponseHead) {
        let head = begunAnswer(head)
        client?.writeHead(head, adding: loop.added.block)
    }

    /// Notes that the answer begins, and collects the fields that it gets in addition.
    ///
    /// - Parameter head: The head as the upstream has sent it.
    /// - Returns: The head as the client gets it.
    func begunAnswer(_ head: ResponseHead) -> ResponseHead {
        hasAnswerBegun = true
        trace?.answered(head.status)
        group?.succeeded(server)
        let policy = crossOriginPolicy
        addFields(to: head, policy)
        guard policy != nil, head.fields.hasCrossOrigin else { return head }
        // Browsers refuse two answers to one question.
        var head = head
        head.fields.hide(where: CrossOriginPolicy.isOwn)
        return head
    }

    /// A part of the answer has come.
    func receiveContent(_ part: ByteBuffer) {
        guard let client else { return }
        account.answerBytes += Int64(part.readableBytes)
        client.write(part)
        if !client.canWrite { connection?.wantAnswer(false) }
    }

    /// Sends what was written to the client.
    func flushClient() {
        account.wait()
        client?.flush()
    }

    /// The answer has come to its end.
    func receiveAnswerEnd(trailers: FieldBlock, canBeReused: Bool) {
        guard case .sending(let connection, let pool) = stage else { return }
        // An upstream that has answered early has not read the rest of the content, and must not take it for a request.
        let isReusable = canBeReused && upload.isComplete
        finish(.passed)
        pool.end(self, connection, isReusable: isReusable)
        client?.writeEnd(trailers: trailers)
    }

    /// The connection has failed; it is closed.
    func failed(_ failure: UpstreamFailure, because reason: String) {
        guard case .sending(let connection, let pool) = stage else { return }
        // It was closed while it waited, before the request came: nobody has seen it (RFC 9110 §9.2.2).
        let isUnseen = connection.isReused && !connection.hasAnswerBegun && failure == .unavailable
        pool.end(self, nil, isReusable: false)
        guard isUnseen, !isRepeated, request.canBeRepeated else {
            if !isUnseen { group?.failed(server) }
            return conclude(failure, because: reason)
        }
        isRepeated = true
        connect(pool, isNew: true)
    }
}
