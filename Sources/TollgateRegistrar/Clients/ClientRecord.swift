internal import TollgateCatalogue

/// One client as the registrar knows it.
public struct ClientRecord: Hashable, Sendable, Identifiable {
    /// The record's own identifier, chosen here before the provider is asked.
    public let id: String
    /// The version, which counts the changes; a transition names the version it starts from.
    public var version: Int
    /// The state.
    public var state: ClientState
    /// The operation under way, if there is one.
    public var operationID: String?
    /// The name of the provider.
    public var provider: String
    /// The provider's issuer identifier; with the client's identifier, it tells the client from all others at the gate.
    public var issuer: String
    /// The settings that the client is registered with.
    public var settings: ClientSettings
    /// The settings that an update which is under way or in doubt was to bring about.
    public var intent: ClientSettings?
    /// The provider's last answer; `nil` as long as there is none.
    public var registration: ClientRegistration?
    /// The refusals of the provider to let the client be managed since it last did; `nil` if there are none.
    public var refusals: ManagementRefusals?
    /// The time at which the provider confirmed that the client is gone, in Unix seconds; `nil` if it has not, also
    /// where only an operator has said so.
    public var deletionConfirmedAt: Int64?
    /// The time at which the record was made, in Unix seconds.
    public var createdAt: Int64
    /// The time at which it last changed, in Unix seconds.
    public var updatedAt: Int64

    /// A record with these parts.
    public init(
        id: String, version: Int = 1, state: ClientState = .registering, operationID: String?, provider: String,
        issuer: String, settings: ClientSettings, intent: ClientSettings? = nil,
        registration: ClientRegistration? = nil,
        refusals: ManagementRefusals? = nil, deletionConfirmedAt: Int64? = nil, createdAt: Int64, updatedAt: Int64
    ) {
        self.id = id
        self.version = version
        self.state = state
        self.operationID = operationID
        self.provider = provider
        self.issuer = issuer
        self.settings = settings
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

    /// Whether lists show it: a probe is nobody's client, and is shown only if it was left behind at its provider.
    public var isListed: Bool {
        !settings.subscriptions.isEmpty || !(state.isFinal || state == .registering)
    }

    /// The place that only one client that is not gone may have: an application gets one client of each type at a
    /// provider.
    ///
    /// `nil` for a client that was registered without an application.
    public var slot: String? {
        settings.applicationID.map {
            Self.slot(application: $0, provider: provider, clientType: settings.clientType.name)
        }
    }

    /// Returns the slot of an application's client of one type at one provider.
    ///
    /// An application's identifier has no space in it, nor has a client type's name.
    static func slot(application: String, provider: String, clientType: String) -> String {
        "\(application) \(clientType) \(provider)"
    }
}

/// A filter for lists of clients; what is `nil` lets all through.
public struct ClientFilter: Hashable, Sendable {
    /// Only those of applications of this owner, which excludes clients that belong to no application.
    public var owner: String?
    /// Only those of this application.
    public var application: String?
    /// Only those at the provider of this name.
    public var provider: String?
    /// Only those in the state of this name, as `ClientState.name` gives it; `nil` for all but those that were deleted.
    public var state: String?

    /// A filter with these parts.
    public init(owner: String? = nil, application: String? = nil, provider: String? = nil, state: String? = nil) {
        self.owner = owner
        self.application = application
        self.provider = provider
        self.state = state
    }
}
