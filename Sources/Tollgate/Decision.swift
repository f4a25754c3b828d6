/// The gate's answer to a request.
///
/// ```swift
/// switch gate.decide(credential, request, at: .now()) {
/// case .admit(let pass): …                      // hand the request on, then pass.finish()
/// case .reject(let rejection, let limits): …    // rejection.status, .challenge(realm:), .body
/// case .waiting: …                              // `await gate.decision(for:_:)` waits instead
/// }
/// ```
public enum Decision: Sendable {
    /// The request may pass.
    case admit(Pass)
    /// The request may not pass. Where a limit is the reason, the report says which and for how long.
    case reject(Rejection, limits: LimitReport?)
    /// The gate cannot tell yet: wait for this once, then ask again, or let ``Gate/decision(for:_:now:clock:)`` do
    /// both.
    case waiting(Wait)
}
