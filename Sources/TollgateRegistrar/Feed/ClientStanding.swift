/// What a gate has to know of a client.
public struct ClientStanding: Hashable, Sendable {
    /// Whether the client's tokens may be used.
    public enum State: String, CaseIterable, Hashable, Sendable {
        /// It may use what it was granted.
        case active
        /// The registrar cannot manage it any more, nobody knows whether it should be there, or it is not active yet: its
        /// tokens are refused.
        case suspended
        /// It is being deleted, or was deleted: its tokens are refused.
        case deleted
    }

    /// Scopes that it was granted, and when.
    public struct Grant: Hashable, Sendable {
        /// The scopes of one product and one plan.
        public var scopes: [String]
        /// The first second, in Unix seconds; `nil` for no beginning.
        public var startsAt: Int64?
        /// The first second after it, in Unix seconds; `nil` for no end.
        public var endsAt: Int64?
    }

    /// The issuer of its tokens.
    public var issuer: String
    /// Its identifier at that issuer.
    public var clientID: String
    /// Whether its tokens may be used.
    public var state: State
    /// Everything that it is granted.
    public var grants: [Grant]
    /// When the provider confirmed its deletion, in Unix seconds; `nil` if it has not.
    public var deletionConfirmedAt: Int64?
}
