import Tollgate
import TollgateCatalogue
import TollgateClientFeed

/// An entry as the gate takes it.
extension ClientFeedEntry {
    /// The client.
    var client: ClientIdentity { ClientIdentity(issuer: issuer, clientID: clientID) }

    /// The scopes that it may use, and when.
    var windows: [ScopeWindow] {
        grants.map { ScopeWindow($0.scopes, startsAt: $0.startsAt, endsAt: $0.endsAt) }
    }
}
