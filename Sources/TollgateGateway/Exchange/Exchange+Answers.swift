internal import NIOCore
internal import Tollgate

// The answers that are the gateway's own.
extension Exchange {
    /// Ends the exchange with an answer of the gateway's own, or where its answer has begun, in the middle of it.
    func conclude(_ failure: UpstreamFailure, because reason: String) {
        if let api = admission?.api { loop.observer.failed(failure, because: reason, on: api) }
        guard !hasAnswerBegun else {
            account.wait()
            finish(.failed(failure))
            client?.abort(isFault: true)
            return
        }
        answer(OwnAnswer(failure), .failed(failure))
    }

    /// Ends the exchange because of its content.
    func refuse(_ fault: RequestFault) {
        loop.observer.refused(status: fault.status, code: fault.code)
        guard !hasAnswerBegun else {
            account.wait()
            release(.refused(fault))
            client?.abort(isFault: true)
            return
        }
        let own = request.isGRPC ? OwnAnswer(fault).forGRPC() : OwnAnswer(fault)
        let now = loop.now()
        account.answered(own.head.status, at: now.monotonicNanoseconds)
        account.answerBytes = Int64(own.content.readableBytes)
        loop.added.collect(for: own.head, nil, unixSeconds: now.unixSeconds)
        if let crossOriginPolicy { loop.added.add(crossOriginPolicy, to: request.fields) }
        if case .idle = stage { finish(.refused(fault)) } else { release(.refused(fault)) }
        send(own)
    }

    /// Ends the exchange with an answer of the gateway's own.
    func answer(_ own: OwnAnswer, _ end: RequestEnd) {
        let own = request.isGRPC ? own.forGRPC() : own
        var policy = crossOriginPolicy
        if case .answered(.rejected, let api?) = end {
            policy = api.crossOriginPolicy(isGateway: true, isOpen: false)
        }
        addFields(to: own.head, policy)
        account.answerBytes = Int64(own.content.readableBytes)
        finish(end)
        send(own)
    }

    /// Sends an answer, with the fields that were collected.
    func send(_ own: OwnAnswer) {
        guard let client else { return }
        client.writeHead(own.head, adding: loop.added.block)
        client.write(own.content)
        client.writeEnd(trailers: FieldBlock())
    }

    /// Collects the fields that the answer gets in addition, those for pages of other origins by `policy`.
    func addFields(to head: ResponseHead, _ policy: CrossOriginPolicy?) {
        let now = loop.now()
        account.answered(head.status, at: now.monotonicNanoseconds)
        loop.added.collect(for: head, admission, unixSeconds: now.unixSeconds)
        if let policy { loop.added.add(policy, to: request.fields) }
    }

    /// The policy for pages of other origins, if the API of the request has one.
    var crossOriginPolicy: CrossOriginPolicy? {
        guard let admission else { return nil }
        return admission.api.crossOriginPolicy(
            isGateway: true, isOpen: admission.pass == nil && admission.observed == nil)
    }
}
