/// One client as the registrar knows it.
public struct ClientRecord: Hashable, Sendable, Identifiable {
    /// The record's own identifier, chosen here before the provider is asked.
    public let id: String
    /// Counts the changes; a transition names the version it starts from.
    public var version: Int
    /// Where it stands.
    public var state: ClientState
    /// The operation under way, if there is one.
    public var operationID: String?
    /// The name of the provider.
    public var provider: String
    /// The provider's issuer identifier, which with the client's identifier is what the gate knows it by.
    public var issuer: String
    /// What the client was granted.
    public var grant: ClientGrant
    /// What an update that is under way or in doubt was to grant.
    public var intent: ClientGrant?
    /// What the provider answered last; `nil` as long as it has not.
    public var registration: ClientRegistration?
    /// How often the provider has refused to let the client be managed since it last did; `nil` if it has not.
    public var refusals: ManagementRefusals?
    /// When the provider confirmed that the client is gone, in Unix seconds; `nil` if it has not, also where somebody
    /// has only said so.
    public var deletionConfirmedAt: Int64?
    /// When the record was made, in Unix seconds.
    public var createdAt: Int64
    /// When it last changed, in Unix seconds.
    public var updatedAt: Int64

    /// A record with these parts.
    public init(
        id: String, version: Int = 1, state: ClientState = .registering, operationID: String?, provider: String,
        issuer: String, grant: ClientGrant, intent: ClientGrant? = nil, registration: ClientRegistration? = nil,
        refusals: ManagementRefusals? = nil, deletionConfirmedAt: Int64? = nil, createdAt: Int64, updatedAt: Int64
    ) {
        self.id = id
        self.version = version
        self.state = state
        self.operationID = operationID
        self.provider = provider
        self.issuer = issuer
        self.grant = grant
        self.intent = intent
        self.registration = registration
        self.refusals = refusals
        self.deletionConfirmedAt = deletionConfirmedAt
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }

    /// The client's identifier at the provider, if it is known.
    ///
    /// There may be a registration without: what could be read of an answer that had none.
    public var clientID: String? {
        registration.flatMap { $0.clientID.isEmpty ? nil : $0.clientID }
    }

    /// Whether it is registered and not active before a token of its own has passed.
    var isWaitingForToken: Bool {
        if case .verifying = state { true } else { false }
    }

    /// Whether lists show it: a probe is nobody's client, and only one that was left behind at its provider has to be
    /// seen by somebody.
    public var isListed: Bool {
        !grant.subscriptions.isEmpty || !(state.isFinal || state == .registering)
    }

    /// What only one client that is not gone may have: an application gets one client of each type at a provider.
    ///
    /// `nil` for a client that was registered without an application.
    public var slot: String? {
        grant.applicationID.map {
            Self.slot(application: $0, provider: provider, clientType: grant.clientType.name)
        }
    }

    /// The slot of an application's client of one type at one provider.
    ///
    /// An application's identifier has no space in it, nor has a client type's name.
    static func slot(application: String, provider: String, clientType: String) -> String {
        "\(application) \(clientType) \(provider)"
    }
}
