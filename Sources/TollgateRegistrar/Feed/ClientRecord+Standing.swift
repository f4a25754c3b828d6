internal import TollgateCatalogue

/// A client's record as gates see it.
extension ClientRecord {
    /// What gates are told of the client; `nil` as long as no client is known to exist.
    ///
    /// A client that the registrar cannot manage any more is suspended: nobody could take its access away later. So is
    /// one whose first token has not passed yet.
    var standing: ClientStanding.State? {
        guard clientID != nil else { return nil }
        switch state {
        case .registering: return nil
        case .deleting, .deleted, .failed: return .deleted
        case .verifying, .lost: return .suspended
        case .inDoubt: return registration?.isManaged == true ? .active : .suspended
        case .active, .updating: return .active
        }
    }

    /// Whether gates have to be told something else of the client than they were at an earlier version.
    ///
    /// A store counts such a step as a change, see `ClientStore.changes(after:limit:)`. A change that is only under way,
    /// a secret that was shown or a deletion that is tried again is none.
    ///
    /// - Parameter earlier: The record before the step.
    /// - Returns: Whether it is news to gates.
    public func isNews(after earlier: ClientRecord) -> Bool {
        standing != earlier.standing || clientID?.exact != earlier.clientID?.exact
            || issuer.exact != earlier.issuer.exact
            || grant.subscriptions != earlier.grant.subscriptions
            || deletionConfirmedAt != earlier.deletionConfirmedAt
    }
}
