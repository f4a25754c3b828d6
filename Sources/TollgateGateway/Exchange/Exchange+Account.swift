internal import Tollgate

// What an exchange's answer says beside, and where its duration is counted.
extension Exchange {
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

    /// The durations of the requests to the API of this one.
    func histogram(_ end: RequestEnd) -> LatencyHistogram? {
        if let group { return group.latencies }
        if authorizer != nil, let admission { return loop.upstreams(of: admission.api).latencies }
        if case .answered(_, let api?) = end { return loop.upstreams(of: api).latencies }
        return nil
    }
}
