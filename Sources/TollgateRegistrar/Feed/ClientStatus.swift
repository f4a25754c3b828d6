package import TollgateCatalogue

/// The status of a client, as far as gates have to know it.
package struct ClientStatus: Hashable, Sendable {
    /// Whether the client's tokens may be used.
    package enum State: String, CaseIterable, Hashable, Sendable {
        /// It may use what it was granted.
        case active
        /// The registrar cannot manage it any more, nobody knows whether it should be there, or it is not active yet:
        /// its tokens are refused.
        case suspended
        /// It is being deleted, or was deleted: its tokens are refused.
        case deleted
    }

    /// The issuer of its tokens.
    package var issuer: String
    /// Its identifier at that issuer.
    package var clientID: String
    /// Whether its tokens may be used.
    package var state: State
    /// The scopes of its subscriptions, one for each.
    package var windows: [ScopeWindow]
    /// The time at which the provider confirmed its deletion, in Unix seconds; `nil` if it has not.
    package var deletionConfirmedAt: Int64?
}
