/// A developer's wish that an application may use a product on a plan.
public struct AccessRequest: Codable, Hashable, Sendable, Identifiable {
    /// The registrar's identifier; the subscription that comes of the request has it too.
    public let id: String
    /// Counts the changes; a transition names the version it starts from.
    public var version: Int
    /// Where it stands.
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
    /// When the subscription is to begin, in Unix seconds; `nil` for at once.
    public var startsAt: Int64?
    /// When the subscription is to end, in Unix seconds; `nil` for never.
    public var endsAt: Int64?
    /// Who approved or rejected it.
    public var decidedBy: String?
    /// When it was made, in Unix seconds.
    public var createdAt: Int64
    /// When it last changed, in Unix seconds.
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
