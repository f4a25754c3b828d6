internal import TollgateCatalogue
internal import TollgateCrypto

/// A client that is wanted without anybody asking for it first: one line of a bulk import.
///
/// The same order can be given any number of times and leads to one client.
public struct ClientOrder: Equatable, Sendable {
    /// What whoever orders knows the client by; unique among all orders that were ever given.
    public var key: String
    /// The application's name; one of this name and owner is taken, or made if there is none.
    public var application: String
    /// Who the application belongs to.
    public var owner: String
    /// The product's name in the catalogue.
    public var product: String
    /// The plan's name in the catalogue.
    public var plan: String
    /// The name of the client type.
    public var clientType: String
    /// The redirect URIs, for client types that need them.
    public var redirectURIs: [String]
    /// When the subscription is to begin, in Unix seconds; `nil` for at once.
    public var startsAt: Int64?
    /// When it is to end, in Unix seconds; `nil` for never.
    public var endsAt: Int64?
    /// The client at the provider that is to be taken over; `nil` if one is to be registered.
    public var adopting: ExistingClient?

    /// An order with these parts.
    public init(
        key: String, application: String, owner: String, product: String, plan: String,
        clientType: String = ClientType.backend.name, redirectURIs: [String] = [], startsAt: Int64? = nil,
        endsAt: Int64? = nil, adopting: ExistingClient? = nil
    ) {
        self.key = key
        self.application = application
        self.owner = owner
        self.product = product
        self.plan = plan
        self.clientType = clientType
        self.redirectURIs = redirectURIs
        self.startsAt = startsAt
        self.endsAt = endsAt
        self.adopting = adopting
    }

    /// The access request that the order becomes: it follows from the key, so that a repetition finds it.
    var requestID: String {
        let digest = SHA256.digest(of: Array("tollgate order\n\(key)".utf8).span)
        return Hexadecimal.text(of: digest.prefix(16))
    }

    /// The request that the order becomes.
    func request(application: String, now: Int64) -> AccessRequest {
        AccessRequest(
            id: requestID, application: application, product: product, plan: plan, clientType: clientType,
            redirectURIs: redirectURIs, startsAt: startsAt, endsAt: endsAt, createdAt: now, updatedAt: now)
    }

    /// Whether a request is what this order has become.
    func isSame(as request: AccessRequest, by application: Application?) -> Bool {
        application?.name.exact == self.application.exact && application?.owner.exact == owner.exact
            && request.product.exact == product.exact && request.plan.exact == plan.exact
            && request.clientType == clientType && request.redirectURIs == redirectURIs
            && request.startsAt == startsAt && request.endsAt == endsAt
    }
}
