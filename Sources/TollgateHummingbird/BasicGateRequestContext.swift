public import Hummingbird

/// The simplest context that ``GateMiddleware`` works with.
public struct BasicGateRequestContext: GateRequestContext {
    /// The part of the context that Hummingbird keeps.
    public var coreContext: CoreRequestContextStorage
    /// The API, the path and the pass of the request; `nil` before the gate.
    public var admission: Admission?

    /// A context for a new request.
    public init(source: Source) {
        coreContext = .init(source: source)
    }
}
