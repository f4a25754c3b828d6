public import Tollgate

// They are the gate's own now. Programs that name them need not import it for that.

/// A request that the gate let in.
public typealias Admission = Tollgate.Admission
/// Sees every decision, to count or record it.
public typealias DecisionObserver = Tollgate.DecisionObserver
/// A decision about a request.
public typealias DecisionEvent = Tollgate.DecisionEvent
