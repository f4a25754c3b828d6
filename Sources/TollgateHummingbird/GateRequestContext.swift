public import Hummingbird
public import Tollgate

/// A request context in which `GateMiddleware` leaves what it found out.
public protocol GateRequestContext: RequestContext {
    /// The API, the path and the pass of the request; `nil` before the gate.
    var admission: Admission? { get set }
}

/// A request that the gate let in.
public struct Admission: Sendable {
    /// The API that it is for.
    public let api: GateAPI
    /// Its path.
    public let path: RequestPath
    /// Its pass; `nil` where the API needs no token for this path.
    public let pass: Pass?

    /// The client that calls, where there is a token.
    public var clientID: String? { pass?.token.claims.clientID }
}
