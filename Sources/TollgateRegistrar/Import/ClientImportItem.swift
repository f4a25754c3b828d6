public import TollgateCatalogue
internal import TollgateCrypto

/// One line of a bulk import: a client that an application is to have without a request of its owner.
///
/// The same item can be imported any number of times and leads to one client.
public struct ClientImportItem: Equatable, Sendable {
    /// The caller's own key for the client; unique among all items that were ever imported.
    public var key: String
    /// The application's name; one of this name and owner is taken, or made if there is none.
    public var application: String
    /// The owner of the application.
    public var owner: String
    /// The product's name in the catalogue.
    public var product: String
    /// The plan's name in the catalogue.
    public var plan: String
    /// The name of the client type.
    public var clientType: String
    /// The redirect URIs, for client types that need them.
    public var redirectURIs: [String]
    /// The time at which the subscription is to begin, in Unix seconds; `nil` for at once.
    public var startsAt: Int64?
    /// The time at which it is to end, in Unix seconds; `nil` for never.
    public var endsAt: Int64?
    /// The client at the provider that is to be taken over; `nil` if one is to be registered.
    public var adopting: ExistingClient?

    /// An item with these parts.
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

    /// The access request that the item becomes: it follows from the key, so that a repetition finds it.
    var requestID: String {
        let digest = SHA256.digest(of: Array("tollgate order\n\(key)".utf8).span)
        return Hexadecimal.text(of: digest.prefix(16))
    }

    /// Makes the request that the item becomes.
    func request(application: String, now: Int64) -> AccessRequest {
        AccessRequest(
            id: requestID, application: application, product: product, plan: plan, clientType: clientType,
            redirectURIs: redirectURIs, startsAt: startsAt, endsAt: endsAt, createdAt: now, updatedAt: now)
    }

    /// Says whether a request is the one that this item has become.
    func isSame(as request: AccessRequest, by application: Application?) -> Bool {
        application?.name.exact == self.application.exact && application?.owner.exact == owner.exact
            && request.product.exact == product.exact && request.plan.exact == plan.exact
            && request.clientType == clientType && request.redirectURIs == redirectURIs
            && request.startsAt == startsAt && request.endsAt == endsAt
    }
}
