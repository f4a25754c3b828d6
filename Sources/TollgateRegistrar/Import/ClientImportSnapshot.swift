internal import TollgateCatalogue

/// The contents of a store when an import begins, read once for all items.
struct ClientImportSnapshot: Sendable {
    /// The owner and the name by which an import tells applications apart.
    struct Name: Hashable, Sendable {
        let owner: [UInt8]
        let name: [UInt8]

        init(_ item: ClientImportItem) {
            owner = item.owner.exact
            name = item.application.exact
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
