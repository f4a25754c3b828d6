internal import NIOCore
internal import Tollgate

// What becomes of the requests that a proxy asks about.
extension Exchange {
    /// Answers that a request may pass, with what the server behind the proxy and the client are to be told.
    ///
    /// - Parameters:
    ///   - admission: The admission, which has come to its end with the answer: nobody tells when the response has.
    ///   - authorizer: The authorizer that was asked.
    func admit(_ admission: Admission, by authorizer: Authorizer) {
        var head = ResponseHead(status: 200, [])
        head.content = .fixed(0)
        do throws(FieldFault) {
            try loop.identity.add(admission, of: loop.gate, to: &head)
        } catch {
            return conclude(.none, because: "the caller cannot be told in header fields")
        }
        self.admission = admission
        let now = loop.now()
        account.answered(head.status, at: now.monotonicNanoseconds)
        // The reason for which a request would be rejected stands among the identity fields already.
        loop.added.collect(for: head, admission.observed == nil ? admission : nil, unixSeconds: now.unixSeconds)
        if let crossOriginPolicy { loop.added.add(crossOriginPolicy, to: request.fields) }
        loop.observer.authorized(.admitted, on: authorizer.address)
        finish(.passed)
        send(OwnAnswer(head: head, content: ByteBuffer()))
    }

    /// Sends an answer of the gateway's own: where a proxy has asked, as a refusal.
    ///
    /// - Parameters:
    ///   - own: The answer.
    ///   - code: Its code.
    func send(_ own: OwnAnswer, code: String) {
        guard let authorizer else { return send(own) }
        loop.observer.authorized(.rejected, on: authorizer.address)
        send(authorizer.refusal(own, code: code))
    }

    private func send(_ own: OwnAnswer) {
        guard let client else { return }
        client.writeHead(own.head, adding: loop.added.block)
        client.write(own.content)
        client.writeEnd(trailers: FieldBlock())
    }
}
