internal import TollgateFeed
internal import TollgateRegistrar

/// What the registrar knows of a client, as gates are told.
extension ClientFeedEntry {
    init(_ standing: ClientStanding, sequence: Int64) {
        let state: State =
            switch standing.state {
            case .active: .active
            case .suspended: .suspended
            case .deleted: .deleted
            }
        self.init(
            issuer: standing.issuer, clientID: standing.clientID, state: state,
            grants: standing.grants.map { Grant(scopes: $0.scopes, startsAt: $0.startsAt, endsAt: $0.endsAt) },
            confirmedAt: standing.deletionConfirmedAt, sequence: sequence)
    }
}
