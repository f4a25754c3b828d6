/// One step of an access request.
@nonexhaustive
public enum AccessRequestTransition: Hashable, Sendable {
    /// `pending` or `failed` → `approved`.
    case approve(by: String)
    /// `pending`, `failed` or `approved` → `rejected`; the registrar asks for the last only if nothing is under way.
    case reject(by: String, reason: String)
    /// `approved` → `fulfilled`: the client of this record has the subscription.
    case fulfil(client: String)
    /// `approved` → `failed`: the provider did not do it.
    case fail(reason: String)
    /// `pending`, `failed` or `approved` → `withdrawn`; the registrar asks for the last only if nothing is under way.
    case withdraw

    /// The stable name.
    package var name: String {
        switch self {
        case .approve: "approve"
        case .reject: "reject"
        case .fulfil: "fulfil"
        case .fail: "fail"
        case .withdraw: "withdraw"
        }
    }
}

extension AccessRequest {
    /// Returns the request after `transition`, as every store computes it inside its own transaction.
    ///
    /// - Parameters:
    ///   - transition: The step.
    ///   - version: The version that the caller saw.
    ///   - now: The time in Unix seconds.
    /// - Returns: The request to store, with the next version.
    /// - Throws: `RegistrationError.recordChanged` if it has changed since,
    ///   `RegistrationError.access(.requestTransitionRefused)` if its state does not allow the step.
    public func applying(
        _ transition: AccessRequestTransition, at version: Int, now: Int64
    ) throws(RegistrationError) -> AccessRequest {
        guard version == self.version else { throw .recordChanged(id: id, expected: version, found: self.version) }
        var next = self
        switch (transition, state) {
        case (.approve(let admin), .pending), (.approve(let admin), .failed):
            next.state = .approved
            next.decidedBy = admin
        case (.reject(let admin, let reason), .pending), (.reject(let admin, let reason), .failed),
            (.reject(let admin, let reason), .approved):
            next.state = .rejected(reason: reason)
            next.decidedBy = admin
        case (.fulfil(let client), .approved): next.state = .fulfilled(client: client)
        case (.fail(let reason), .approved): next.state = .failed(reason: reason)
        case (.withdraw, .pending), (.withdraw, .failed), (.withdraw, .approved): next.state = .withdrawn
        default: throw .access(.requestTransitionRefused(id: id, state: state.name, transition: transition.name))
        }
        next.version += 1
        next.updatedAt = now
        return next
    }
}
