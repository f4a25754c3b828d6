/// What the gate says about a request.
public enum Decision: Sendable {
    /// The request may pass.
    case admit(Pass)
    /// It may not. Where a limit is the reason, the report says which and for how long.
    case reject(Rejection, limits: LimitReport?)
    /// The token's key is not known yet, and a fetch is going on: wait for it once, then ask again.
    case awaitingKeys(KeyWait)
}
