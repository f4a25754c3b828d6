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
        send(own, code: fault.code)
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
        send(own, code: end.code(nil))
    }
}
