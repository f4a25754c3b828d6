/// Sees every decision about a request to a server with the gate in it, to count or record it.
public protocol DecisionObserver: Sendable {
    /// A request was decided about.
    ///
    /// It is called on the path of the request and must not wait for anything.
    func decided(_ event: DecisionEvent)
}

/// A decision about a request.
public struct DecisionEvent: Sendable {
    /// The request.
    public let request: GateRequest
    /// The request's credential; `nil` where it had none that could be read.
    public let credential: BearerCredential?
    /// The decision of the gate, also where the API only observes.
    public let decision: Decision
    /// The time of the decision.
    public let instant: Instant

    /// An event with these parts.
    package init(request: GateRequest, credential: BearerCredential?, decision: Decision, instant: Instant) {
        self.request = request
        self.credential = credential
        self.decision = decision
        self.instant = instant
    }
}
