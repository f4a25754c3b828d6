package import TollgateRegistrar

/// A store that hands everything on to another one: a test's own store has only what it does differently.
package protocol ForwardingStore: RegistrarStore {
    /// The other store's type.
    associatedtype Store: RegistrarStore

    /// The other store.
    var store: Store { get }
}

// MARK: - Providers and clients

extension ForwardingStore {
    package func insert(_ provider: ProviderRecord) async throws(RegistrationError) { try await store.insert(provider) }

    package func provider(named name: String) async throws(RegistrationError) -> ProviderRecord? {
        try await store.provider(named: name)
    }

    package func providers() async throws(RegistrationError) -> [ProviderRecord] { try await store.providers() }

    package func replace(_ provider: ProviderRecord) async throws(RegistrationError) {
        try await store.replace(provider)
    }

    package func deleteProvider(named name: String) async throws(RegistrationError) {
        try await store.deleteProvider(named: name)
    }

    package func begin(_ record: ClientRecord) async throws(RegistrationError) { try await store.begin(record) }

    package func discard(_ id: String, at version: Int) async throws(RegistrationError) {
        try await store.discard(id, at: version)
    }

    package func client(id: String) async throws(RegistrationError) -> ClientRecord? { try await store.client(id: id) }

    package func client(_ clientID: String, of issuer: String) async throws(RegistrationError) -> ClientRecord? {
        try await store.client(clientID, of: issuer)
    }

    package func client(slot: String) async throws(RegistrationError) -> ClientRecord? {
        try await store.client(slot: slot)
    }

    package func clients() async throws(RegistrationError) -> [ClientRecord] { try await store.clients() }

    package func changes(after sequence: Int64, limit: Int) async throws(RegistrationError) -> [ClientChange] {
        try await store.changes(after: sequence, limit: limit)
    }

    package func point(at sequence: Int64?) async throws(RegistrationError) -> ClientChangePoint? {
        try await store.point(at: sequence)
    }

    package func apply(
        _ transition: ClientTransition, to id: String, at version: Int, now: Int64
    ) async throws(RegistrationError) -> ClientRecord {
        try await store.apply(transition, to: id, at: version, now: now)
    }
}

// MARK: - Applications, requests and offers

extension ForwardingStore {
    package func insert(_ application: Application) async throws(RegistrationError) {
        try await store.insert(application)
    }

    package func application(id: String) async throws(RegistrationError) -> Application? {
        try await store.application(id: id)
    }

    package func applications() async throws(RegistrationError) -> [Application] { try await store.applications() }

    package func apply(
        _ changes: ApplicationChanges, toApplication id: String, at version: Int, now: Int64
    ) async throws(RegistrationError) -> Application {
        try await store.apply(changes, toApplication: id, at: version, now: now)
    }

    package func deleteApplication(id: String) async throws(RegistrationError) {
        try await store.deleteApplication(id: id)
    }

    package func put(_ offer: ProductOffer) async throws(RegistrationError) { try await store.put(offer) }

    package func offer(product: String) async throws(RegistrationError) -> ProductOffer? {
        try await store.offer(product: product)
    }

    package func offers() async throws(RegistrationError) -> [ProductOffer] { try await store.offers() }

    package func deleteOffer(product: String) async throws(RegistrationError) {
        try await store.deleteOffer(product: product)
    }

    package func begin(_ request: AccessRequest) async throws(RegistrationError) { try await store.begin(request) }

    package func request(id: String) async throws(RegistrationError) -> AccessRequest? {
        try await store.request(id: id)
    }

    package func requests() async throws(RegistrationError) -> [AccessRequest] { try await store.requests() }

    package func apply(
        _ transition: AccessRequestTransition, toRequest id: String, at version: Int, now: Int64
    ) async throws(RegistrationError) -> AccessRequest {
        try await store.apply(transition, toRequest: id, at: version, now: now)
    }
}

// MARK: - Lists and notices

extension ForwardingStore {
    package func providers(in window: ListWindow) async throws(RegistrationError) -> ListPage<ProviderRecord> {
        try await store.providers(in: window)
    }

    package func applications(
        _ filter: ApplicationFilter, in window: ListWindow
    ) async throws(RegistrationError) -> ListPage<Application> {
        try await store.applications(filter, in: window)
    }

    package func requests(
        _ filter: AccessRequestFilter, in window: ListWindow
    ) async throws(RegistrationError) -> ListPage<AccessRequest> {
        try await store.requests(filter, in: window)
    }

    package func clients(
        _ filter: ClientFilter, in window: ListWindow
    ) async throws(RegistrationError) -> ListPage<ClientRecord> {
        try await store.clients(filter, in: window)
    }

    package func add(_ notice: Notice) async throws(RegistrationError) { try await store.add(notice) }

    package func hasNotice(id: String) async throws(RegistrationError) -> Bool { try await store.hasNotice(id: id) }

    package func nextNotice() async throws(RegistrationError) -> WaitingNotice? { try await store.nextNotice() }

    package func settle(_ attempt: NoticeAttempt, ofNotice id: String) async throws(RegistrationError) {
        try await store.settle(attempt, ofNotice: id)
    }
}

// MARK: - Coordination

extension ForwardingStore {
    package func withTurn<Value: Sendable>(
        in queue: String, limit: Int, _ operation: () async -> Value
    ) async throws(RegistrationError) -> Value? {
        try await store.withTurn(in: queue, limit: limit, operation)
    }

    package func withLock<Value: Sendable>(
        on resource: String, _ mode: LockMode, _ operation: () async -> Value
    ) async throws(RegistrationError) -> Value? {
        try await store.withLock(on: resource, mode, operation)
    }
}
