/// A developer's wish that an application may use a product on a plan.
public struct AccessRequest: Codable, Hashable, Sendable, Identifiable {
    /// The registrar's identifier; the subscription that comes of the request has it too.
    public let id: String
    /// The version, which counts the changes; a transition names the version it starts from.
    public var version: Int
    /// Its state.
    public var state: AccessRequestState
    /// The application.
    public var application: String
    /// The product's name in the catalogue.
    public var product: String
    /// The plan's name in the catalogue.
    public var plan: String
    /// The name of the client type that the developer chose.
    public var clientType: String
    /// The redirect URIs that the developer gave.
    public var redirectURIs: [String]
    /// The time at which the subscription is to begin, in Unix seconds; `nil` for at once.
    public var startsAt: Int64?
    /// The time at which the subscription is to end, in Unix seconds; `nil` for never.
    public var endsAt: Int64?
    /// The admin who approved or rejected it.
    public var decidedBy: String?
    /// The time at which it was made, in Unix seconds.
    public var createdAt: Int64
    /// The time at which it last changed, in Unix seconds.
    public var updatedAt: Int64

    /// A request with these parts.
    public init(
        id: String, version: Int = 1, state: AccessRequestState = .pending, application: String, product: String,
        plan: String, clientType: String, redirectURIs: [String] = [], startsAt: Int64? = nil, endsAt: Int64? = nil,
        decidedBy: String? = nil, createdAt: Int64, updatedAt: Int64
    ) {
        self.id = id
        self.version = version
        self.state = state
        self.application = application
        self.product = product
        self.plan = plan
        self.clientType = clientType
        self.redirectURIs = redirectURIs
        self.startsAt = startsAt
        self.endsAt = endsAt
        self.decidedBy = decidedBy
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }

    /// The subscription that an approval leads to.
    var subscription: Subscription {
        Subscription(id: id, product: product, plan: plan, startsAt: startsAt, endsAt: endsAt)
    }
}

/// A filter for lists of access requests; what is `nil` lets all through.
public struct AccessRequestFilter: Hashable, Sendable {
    /// Only those for applications of this owner.
    public var owner: String?
    /// Only those for this application.
    public var application: String?
    /// Only those in the state of this name, as `AccessRequestState.name` gives it.
    public var state: String?

    /// A filter with these parts.
    public init(owner: String? = nil, application: String? = nil, state: String? = nil) {
        self.owner = owner
        self.application = application
        self.state = state
    }
}
