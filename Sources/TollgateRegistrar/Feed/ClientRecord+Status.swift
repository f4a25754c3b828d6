internal import TollgateCatalogue

/// A client's record as gates see it.
extension ClientRecord {
    /// The client's state for gates; `nil` as long as no client is known to exist.
    ///
    /// A client that the registrar cannot manage any more is suspended: nobody could take its access away later. So is
    /// one whose first token has not passed yet.
    var status: ClientStatus.State? {
        guard clientID != nil else { return nil }
        switch state {
        case .registering: return nil
        case .deleting, .deleted, .failed: return .deleted
        case .verifying, .lost: return .suspended
        case .inDoubt: return registration?.isManaged == true ? .active : .suspended
        case .active, .updating: return .active
        }
    }

    /// Says whether gates have to learn something else of the client than they did at an earlier version.
    ///
    /// A store counts such a step as a change, see `ClientStore.changes(after:limit:)`. A change that is only under
    /// way, a secret that was shown or a deletion that is tried again is none.
    ///
    /// - Parameter earlier: The record before the step.
    /// - Returns: `true` if it is news to gates.
    public func isNews(after earlier: ClientRecord) -> Bool {
        status != earlier.status || clientID?.exact != earlier.clientID?.exact
            || issuer.exact != earlier.issuer.exact
            || settings.subscriptions != earlier.settings.subscriptions
            || deletionConfirmedAt != earlier.deletionConfirmedAt
    }
}

extension ClientStatus {
    /// The status of the client of `record`; `nil` as long as no client is known to exist.
    ///
    /// A product or a plan that the catalogue does not have any more gives nothing.
    ///
    /// - Parameters:
    ///   - record: The client's record.
    ///   - scopes: The scopes of products and plans.
    package init?(of record: ClientRecord, scopes: CatalogueScopes) {
        guard let clientID = record.clientID, let state = record.status else { return nil }
        self.init(
            issuer: record.issuer, clientID: clientID, state: state, windows: [],
            deletionConfirmedAt: record.deletionConfirmedAt)
        guard state == .active else { return }
        windows = record.settings.subscriptions.compactMap { subscription in
            let granted = try? scopes.scopes(product: subscription.product, plan: subscription.plan)
            return granted.map { ScopeWindow($0, startsAt: subscription.startsAt, endsAt: subscription.endsAt) }
        }
    }
}
