/// An event of a client that gates have to hear of at once.
public struct ClientEvent: Hashable, Sendable {
    /// The kinds of events.
    public enum Kind: String, Hashable, Sendable {
        /// The client exists and may get tokens.
        case registered
        /// The client's subscriptions or settings have changed.
        case updated
        /// The client must be refused from now on: the provider is about to be asked to delete it, and tokens that it
        /// has would otherwise be good until they expire.
        case deleting
        /// The provider confirmed that the client is gone.
        case deleted
    }

    /// The kind of event.
    public var kind: Kind
    /// The registrar's record.
    public var recordID: String
    /// The provider's issuer identifier: the `iss` of the client's tokens.
    public var issuer: String
    /// The client's identifier at the provider.
    public var clientID: String
    /// The scopes that the client is registered with.
    public var scopes: [String]

    /// An event with these parts.
    package init(kind: Kind, recordID: String, issuer: String, clientID: String, scopes: [String]) {
        self.kind = kind
        self.recordID = recordID
        self.issuer = issuer
        self.clientID = clientID
        self.scopes = scopes
    }
}

/// The way by which gates hear of clients at once.
struct ClientEvents: Sendable {
    let handler: @Sendable (ClientEvent) async -> Void

    /// Publishes an event and returns once it was taken; nothing as long as no client is known to exist.
    func publish(_ kind: ClientEvent.Kind, _ record: ClientRecord) async {
        guard let clientID = record.clientID else { return }
        await handler(
            ClientEvent(
                kind: kind, recordID: record.id, issuer: record.issuer, clientID: clientID,
                scopes: record.settings.scopes))
    }
}
