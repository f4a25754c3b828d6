internal import TollgateCatalogue
internal import TollgateClientFeed
internal import TollgateRegistrar

/// The registrar's knowledge of a client, in the form for gates.
extension ClientFeedEntry {
    init(_ status: ClientStatus, sequence: Int64) {
        let state: State =
            switch status.state {
            case .active: .active
            case .suspended: .suspended
            case .deleted: .deleted
            }
        self.init(
            issuer: status.issuer, clientID: status.clientID, state: state,
            grants: status.windows.map { Grant(scopes: $0.scopes, startsAt: $0.startsAt, endsAt: $0.endsAt) },
            confirmedAt: status.deletionConfirmedAt, sequence: sequence)
    }
}
