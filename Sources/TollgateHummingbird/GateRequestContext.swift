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
    /// Its pass; `nil` where the API needs no token for this path, or only observes.
    public let pass: Pass?
    /// Why the request would not have passed if its API did not only observe; `nil` for all others.
    public let observed: Rejection?

    init(api: GateAPI, path: RequestPath, pass: Pass? = nil, observed: Rejection? = nil) {
        self.api = api
        self.path = path
        self.pass = pass
        self.observed = observed
    }

    /// The client that calls, where there is a token.
    public var clientID: String? { pass?.token.claims.clientID }
}
