/// Something that happened to a client and that the gate has to know.
public struct ClientNotice: Hashable, Sendable {
    /// What happened.
    public enum Event: String, Hashable, Sendable {
        /// The client exists and may get tokens.
        case registered
        /// What it was granted has changed.
        case updated
        /// It must be refused from now on: the provider is about to be asked to delete it, and tokens that it has
        /// would otherwise be good until they expire.
        case deleting
        /// The provider confirmed that it is gone.
        case deleted
    }

    /// What happened.
    public var event: Event
    /// The registrar's record.
    public var recordID: String
    /// The provider's issuer identifier: the `iss` of the client's tokens.
    public var issuer: String
    /// The client's identifier at the provider.
    public var clientID: String
    /// The scopes it was granted.
    public var scopes: [String]

    /// A notice with these parts.
    public init(event: Event, recordID: String, issuer: String, clientID: String, scopes: [String]) {
        self.event = event
        self.recordID = recordID
        self.issuer = issuer
        self.clientID = clientID
        self.scopes = scopes
    }
}
