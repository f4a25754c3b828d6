internal import GRDB
public import TollgateRegistrar

extension SQLiteClientStore: ApplicationStore {
    /// Adds an application.
    public func insert(_ application: Application) async throws(ClientStoreError) {
        try await write { try ApplicationRow.insert(application, $0) }
    }

    /// The application of this identifier, if there is one.
    public func application(id: String) async throws(ClientStoreError) -> Application? {
        try await read { try ApplicationRow.fetch($0, id: id) }
    }

    /// All applications, oldest first.
    public func applications() async throws(ClientStoreError) -> [Application] {
        try await read { try ApplicationRow.fetchAll($0) }
    }

    /// Commits a change of an application in one transaction.
    public func apply(
        _ changes: ApplicationChanges, toApplication id: String, at version: Int, now: Int64
    ) async throws(ClientStoreError) -> Application {
        try await write { database in
            guard let current = try ApplicationRow.fetch(database, id: id) else {
                throw ClientStoreError.applicationUnknown(id: id)
            }
            let next = try current.applying(changes, at: version, now: now)
            try ApplicationRow.update(next, database)
            return next
        }
    }

    /// Removes an application that has no clients, with its requests.
    public func deleteApplication(id: String) async throws(ClientStoreError) {
        try await write { database in
            let clients = try ClientRow.ids(database, application: id)
            guard clients.isEmpty else { throw ClientStoreError.applicationInUse(id: id, clients: clients) }
            guard try ApplicationRow.delete(database, id: id) else { throw ClientStoreError.applicationUnknown(id: id) }
        }
    }

    /// Says how a product is offered from now on.
    public func put(_ offer: ProductOffer) async throws(ClientStoreError) {
        try await write { database in
            guard try ProviderRow.fetch(database, name: offer.provider) != nil else {
                throw ClientStoreError.providerUnknown(name: offer.provider)
            }
            try OfferRow.put(offer, database)
        }
    }

    /// How a product is offered; `nil` if it is not.
    public func offer(product: String) async throws(ClientStoreError) -> ProductOffer? {
        try await read { try OfferRow.fetch($0, product: product) }
    }

    /// All offers, by product.
    public func offers() async throws(ClientStoreError) -> [ProductOffer] {
        try await read { try OfferRow.fetchAll($0) }
    }

    /// Ends an offer.
    public func deleteOffer(product: String) async throws(ClientStoreError) {
        try await write { database in
            guard try OfferRow.delete(database, product: product) else {
                throw ClientStoreError.offerUnknown(product: product)
            }
        }
    }

    /// Adds an access request, unless the same was asked for and is open.
    public func begin(_ request: AccessRequest) async throws(ClientStoreError) {
        try await write { database in
            guard let application = try ApplicationRow.fetch(database, id: request.application) else {
                throw ClientStoreError.applicationUnknown(id: request.application)
            }
            if let rival = try AccessRequestRow.rival(database, of: request) {
                throw ClientStoreError.requestOpen(id: rival)
            }
            try AccessRequestRow.insert(request, database)
            try NoticeRow.insert(.requested(request, by: application), database)
        }
    }

    /// The access request of this identifier, if there is one.
    public func request(id: String) async throws(ClientStoreError) -> AccessRequest? {
        try await read { try AccessRequestRow.fetch($0, id: id) }
    }

    /// All access requests, oldest first.
    public func requests() async throws(ClientStoreError) -> [AccessRequest] {
        try await read { try AccessRequestRow.fetchAll($0) }
    }

    /// Commits one step of an access request in one transaction.
    public func apply(
        _ transition: AccessRequestTransition, toRequest id: String, at version: Int, now: Int64
    ) async throws(ClientStoreError) -> AccessRequest {
        try await write { database in
            guard let current = try AccessRequestRow.fetch(database, id: id) else {
                throw ClientStoreError.requestUnknown(id: id)
            }
            let next = try current.applying(transition, at: version, now: now)
            if next.state.isOpen, let rival = try AccessRequestRow.rival(database, of: next) {
                throw ClientStoreError.requestOpen(id: rival)
            }
            try AccessRequestRow.update(next, database)
            let application = try ApplicationRow.fetch(database, id: next.application)
            if let notice = Notice(transition, next, by: application) { try NoticeRow.insert(notice, database) }
            return next
        }
    }
}
