public import Hummingbird
public import Tollgate

/// A request context in which ``GateMiddleware`` leaves what it found out.
public protocol GateRequestContext: RequestContext {
    /// The API, the path and the pass of the request; `nil` before the gate.
    var admission: Admission? { get set }
}
