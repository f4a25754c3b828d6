internal import TollgateCatalogue

/// What the store has when orders come in, read once for all of them.
struct ClientOrderBook: Sendable {
    /// What tells applications apart for whoever orders.
    struct Name: Hashable, Sendable {
        let owner: [UInt8]
        let name: [UInt8]

        init(_ order: ClientOrder) {
            owner = order.owner.exact
            name = order.application.exact
        }

        init(_ application: Application) {
            owner = application.owner.exact
            name = application.name.exact
        }
    }

    private(set) var applications: [String: Application] = [:]
    private(set) var byName: [Name: [Application]] = [:]
    let requests: [String: AccessRequest]
    /// By the product's name.
    let offers: [[UInt8]: ProductOffer]
    /// By the slot.
    let clients: [[UInt8]: ClientRecord]

    init(
        applications: [Application], requests: [AccessRequest], offers: [ProductOffer], clients: [ClientRecord]
    ) {
        self.requests = Dictionary(requests.map { ($0.id, $0) }) { first, _ in first }
        self.offers = Dictionary(offers.map { ($0.product.exact, $0) }) { first, _ in first }
        self.clients = Dictionary(
            clients.filter { !$0.state.isFinal }.compactMap { client in client.slot.map { ($0.exact, client) } }
        ) { first, _ in first }
        for application in applications { add(application) }
    }

    mutating func add(_ application: Application) {
        applications[application.id] = application
        byName[Name(application), default: []].append(application)
    }
}
