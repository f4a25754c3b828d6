internal import GRDB
public import TollgateRegistrar

extension SQLiteClientStore: ApplicationStore {
    /// Adds an application.
    ///
    /// - Throws: `RegistrationError.store`.
    public func insert(_ application: Application) async throws(RegistrationError) {
        try await write { try ApplicationRow.insert(application, $0) }
    }

    /// Returns the application of this identifier, if there is one.
    ///
    /// - Throws: `RegistrationError.store`.
    public func application(id: String) async throws(RegistrationError) -> Application? {
        try await read { try ApplicationRow.fetch($0, id: id) }
    }

    /// Lists all applications, oldest first.
    ///
    /// - Throws: `RegistrationError.store`.
    public func applications() async throws(RegistrationError) -> [Application] {
        try await read { try ApplicationRow.fetchAll($0) }
    }

    /// Commits a change of an application in one transaction.
    ///
    /// - Throws: `RegistrationError.access(.applicationUnknown)` if there is no such application; `.recordChanged` if
    ///   it has changed since; `.store`.
    public func apply(
        _ changes: ApplicationChanges, toApplication id: String, at version: Int, now: Int64
    ) async throws(RegistrationError) -> Application {
        try await write { database in
            guard let current = try ApplicationRow.fetch(database, id: id) else {
                throw RegistrationError.access(.applicationUnknown(id: id))
            }
            let next = try current.applying(changes, at: version, now: now)
            try ApplicationRow.update(next, database)
            return next
        }
    }

    /// Removes an application that has no clients, with its requests.
    ///
    /// - Throws: `RegistrationError.access(.applicationInUse)` as long as a client in a state that is not final belongs
    ///   to it; `.access(.applicationUnknown)` if there is no such application; `.store`.
    public func deleteApplication(id: String) async throws(RegistrationError) {
        try await write { database in
            let clients = try ClientRow.ids(database, application: id)
            guard clients.isEmpty else { throw RegistrationError.access(.applicationInUse(id: id, clients: clients)) }
            guard try ApplicationRow.delete(database, id: id) else {
                throw RegistrationError.access(.applicationUnknown(id: id))
            }
        }
    }

    /// Offers a product, in the place of its old offer.
    ///
    /// - Throws: `RegistrationError.providerUnknown` if there is no such provider; `.store`.
    public func put(_ offer: ProductOffer) async throws(RegistrationError) {
        try await write { database in
            guard try ProviderRow.fetch(database, name: offer.provider) != nil else {
                throw RegistrationError.providerUnknown(name: offer.provider)
            }
            try OfferRow.put(offer, database)
        }
    }

    /// Returns the offer of a product; `nil` if there is none.
    ///
    /// - Throws: `RegistrationError.store`.
    public func offer(product: String) async throws(RegistrationError) -> ProductOffer? {
        try await read { try OfferRow.fetch($0, product: product) }
    }

    /// Lists all offers, by product.
    ///
    /// - Throws: `RegistrationError.store`.
    public func offers() async throws(RegistrationError) -> [ProductOffer] {
        try await read { try OfferRow.fetchAll($0) }
    }

    /// Ends an offer.
    ///
    /// - Throws: `RegistrationError.access(.offerUnknown)` if the product is not offered; `.store`.
    public func deleteOffer(product: String) async throws(RegistrationError) {
        try await write { database in
            guard try OfferRow.delete(database, product: product) else {
                throw RegistrationError.access(.offerUnknown(product: product))
            }
        }
    }

    /// Adds an access request, unless the same was asked for and is open.
    ///
    /// - Throws: `RegistrationError.access(.applicationUnknown)` if there is no such application;
    ///   `.access(.requestOpen)` while another request of the application for the same product and client type is open;
    ///   `.store`.
    public func begin(_ request: AccessRequest) async throws(RegistrationError) {
        try await write { database in
            guard let application = try ApplicationRow.fetch(database, id: request.application) else {
                throw RegistrationError.access(.applicationUnknown(id: request.application))
            }
            if let rival = try AccessRequestRow.rival(database, of: request) {
                throw RegistrationError.access(.requestOpen(id: rival))
            }
            try AccessRequestRow.insert(request, database)
            try NoticeRow.insert(.requested(request, by: application), database)
        }
    }

    /// Returns the access request of this identifier, if there is one.
    ///
    /// - Throws: `RegistrationError.store`.
    public func request(id: String) async throws(RegistrationError) -> AccessRequest? {
        try await read { try AccessRequestRow.fetch($0, id: id) }
    }

    /// Lists all access requests, oldest first.
    ///
    /// - Throws: `RegistrationError.store`.
    public func requests() async throws(RegistrationError) -> [AccessRequest] {
        try await read { try AccessRequestRow.fetchAll($0) }
    }

    /// Commits one step of an access request in one transaction.
    ///
    /// - Throws: `RegistrationError.access(.requestUnknown)` if there is no such request; `.recordChanged` if it has
    ///   changed since; `.access(.requestTransitionRefused)` if its state does not allow the step;
    ///   `.access(.requestOpen)` if the request would be open again and another one is; `.store`.
    public func apply(
        _ transition: AccessRequestTransition, toRequest id: String, at version: Int, now: Int64
    ) async throws(RegistrationError) -> AccessRequest {
        try await write { database in
            guard let current = try AccessRequestRow.fetch(database, id: id) else {
                throw RegistrationError.access(.requestUnknown(id: id))
            }
            let next = try current.applying(transition, at: version, now: now)
            if next.state.isOpen, let rival = try AccessRequestRow.rival(database, of: next) {
                throw RegistrationError.access(.requestOpen(id: rival))
            }
            try AccessRequestRow.update(next, database)
            let application = try ApplicationRow.fetch(database, id: next.application)
            if let notice = Notice(transition, next, by: application) { try NoticeRow.insert(notice, database) }
            return next
        }
    }
}
