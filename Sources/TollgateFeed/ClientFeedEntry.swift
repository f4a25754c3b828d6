/// What the registrar says of one client: the JSON of a `client` event.
///
/// For example `{"issuer":"https://idp.example","client_id":"c1","state":"active","grants":[{"scopes":["orders"]}]}`.
public struct ClientFeedEntry: Hashable, Sendable, Codable {
    /// What became of the client.
    ///
    /// A `deleted` client's tokens are refused until none of them can be unexpired any more, which only a gate can tell
    /// that knows how long they last.
    public enum State: String, Hashable, Sendable, Codable {
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
    public struct Grant: Hashable, Sendable, Codable {
        /// The scopes of a product and a plan.
        public var scopes: [String]
        /// The first second of the subscription, since 1970; absent: it has no beginning.
        public var startsAt: Int64?
        /// The first second after the subscription, since 1970; absent: it has no end.
        public var endsAt: Int64?

        private enum CodingKeys: String, CodingKey {
            case scopes
            case startsAt = "starts_at"
            case endsAt = "ends_at"
        }

        /// Scopes, and when they are granted.
        public init(scopes: [String], startsAt: Int64? = nil, endsAt: Int64? = nil) {
            self.scopes = scopes
            self.startsAt = startsAt
            self.endsAt = endsAt
        }
    }

    /// The issuer of the client's tokens.
    public var issuer: String
    /// The client's identifier at that issuer.
    public var clientID: String
    /// What became of it.
    public var state: State
    /// Everything that it is granted.
    public var grants: [Grant]
    /// When the provider confirmed the deletion of a client, in seconds since 1970; absent: it has not.
    public var confirmedAt: Int64?
    /// The number of the change that made it true; absent: the registrar does not say.
    ///
    /// A client can have several records, one after the other, and what is new is told ahead of what is told again: of two
    /// entries of one client the greater number counts, in whatever order they come.
    public var sequence: Int64?

    private enum CodingKeys: String, CodingKey {
        case issuer, state, grants, sequence
        case clientID = "client_id"
        case confirmedAt = "confirmed_at"
    }

    /// An entry with these parts.
    public init(
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
