import Tollgate
import TollgateFeed

/// An entry as the gate takes it.
extension ClientFeedEntry {
    /// The client.
    var client: ClientIdentity { ClientIdentity(issuer: issuer, clientID: clientID) }

    /// What it is granted.
    var grantedScopes: [GrantedScopes] {
        grants.map { GrantedScopes($0.scopes, startsAt: $0.startsAt, endsAt: $0.endsAt) }
    }
}
