public import Tollgate

/// Sees every decision of a `GateMiddleware`, to count or record it.
public protocol DecisionObserver: Sendable {
    /// A request was decided about.
    ///
    /// It is called on the path of the request and must not wait for anything.
    func decided(_ event: DecisionEvent)
}

/// A decision of a `GateMiddleware`.
public struct DecisionEvent: Sendable {
    /// What was asked for.
    public let request: GateRequest
    /// The request's credential; `nil` where it had none that could be read.
    public let credential: BearerCredential?
    /// What the gate said, also where the API only observes.
    public let decision: Decision
    /// When.
    public let instant: Instant

    /// An event with these parts.
    public init(request: GateRequest, credential: BearerCredential?, decision: Decision, instant: Instant) {
        self.request = request
        self.credential = credential
        self.decision = decision
        self.instant = instant
    }
}
