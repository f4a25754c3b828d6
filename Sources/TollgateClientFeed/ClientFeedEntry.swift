/// The registrar's statement on one client: the JSON of a `client` event.
///
/// For example `{"issuer":"https://idp.example","client_id":"c1","state":"active","grants":[{"scopes":["orders"]}]}`.
package struct ClientFeedEntry: Hashable, Sendable, Codable {
    /// The state of a client.
    ///
    /// A `deleted` client's tokens are refused until none of them can be unexpired any more, which only a gate can tell
    /// that knows how long they last.
    package enum State: String, Hashable, Sendable, Codable {
        /// It may use what it was granted.
        case active
        /// Its tokens are refused until it is active again.
        case suspended
        /// It is being deleted, or was deleted: its tokens are refused.
        case deleted
        /// Nothing more is to be said of it: tokens that it may have had have expired.
        case forgotten
    }

    /// Scopes that it was granted.
    package struct Grant: Hashable, Sendable, Codable {
        /// The scopes of a product and a plan.
        package var scopes: [String]
        /// The first second of the subscription, since 1970; absent: it has no beginning.
        package var startsAt: Int64?
        /// The first second after the subscription, since 1970; absent: it has no end.
        package var endsAt: Int64?

        private enum CodingKeys: String, CodingKey {
            case scopes
            case startsAt = "starts_at"
            case endsAt = "ends_at"
        }

        /// Scopes, and when they are granted.
        package init(scopes: [String], startsAt: Int64? = nil, endsAt: Int64? = nil) {
            self.scopes = scopes
            self.startsAt = startsAt
            self.endsAt = endsAt
        }
    }

    /// The issuer of the client's tokens.
    package var issuer: String
    /// The client's identifier at that issuer.
    package var clientID: String
    /// Its state.
    package var state: State
    /// Everything that it is granted.
    package var grants: [Grant]
    /// The time at which the provider confirmed the deletion of the client, in seconds since 1970; absent: it has not.
    package var confirmedAt: Int64?
    /// The number of the change that made it true; absent: the registrar does not say.
    ///
    /// A client can have several records, one after the other, and what is new is told ahead of what is told again: of
    /// two entries of one client the greater number counts, in whatever order they come.
    package var sequence: Int64?

    private enum CodingKeys: String, CodingKey {
        case issuer, state, grants, sequence
        case clientID = "client_id"
        case confirmedAt = "confirmed_at"
    }

    /// An entry with these parts.
    package init(
        issuer: String, clientID: String, state: State, grants: [Grant] = [], confirmedAt: Int64? = nil,
        sequence: Int64? = nil
    ) {
        self.issuer = issuer
        self.clientID = clientID
        self.state = state
        self.grants = grants
        self.confirmedAt = confirmedAt
        self.sequence = sequence
    }
}
