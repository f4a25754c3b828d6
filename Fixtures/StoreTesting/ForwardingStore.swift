package import TollgateRegistrar

/// A store that hands everything on to another one: a test's own store has only what it does differently.
package protocol ForwardingStore: ApplicationStore, ClientStore, ListStore, NoticeStore {
    /// What the other store is.
    associatedtype Store: RegistrarStore

    /// The other store.
    var store: Store { get }
}

// MARK: - Providers and clients

extension ForwardingStore {
    package func insert(_ provider: ProviderRecord) async throws(ClientStoreError) { try await store.insert(provider) }

    package func provider(named name: String) async throws(ClientStoreError) -> ProviderRecord? {
        try await store.provider(named: name)
    }

    package func providers() async throws(ClientStoreError) -> [ProviderRecord] { try await store.providers() }

    package func replace(_ provider: ProviderRecord) async throws(ClientStoreError) {
        try await store.replace(provider)
    }

    package func deleteProvider(named name: String) async throws(ClientStoreError) {
        try await store.deleteProvider(named: name)
    }

    package func begin(_ record: ClientRecord) async throws(ClientStoreError) { try await store.begin(record) }

    package func discard(_ id: String, at version: Int) async throws(ClientStoreError) {
        try await store.discard(id, at: version)
    }

    package func client(id: String) async throws(ClientStoreError) -> ClientRecord? { try await store.client(id: id) }

    package func client(_ clientID: String, of issuer: String) async throws(ClientStoreError) -> ClientRecord? {
        try await store.client(clientID, of: issuer)
    }

    package func client(slot: String) async throws(ClientStoreError) -> ClientRecord? {
        try await store.client(slot: slot)
    }

    package func clients() async throws(ClientStoreError) -> [ClientRecord] { try await store.clients() }

    package func changes(after sequence: Int64, limit: Int) async throws(ClientStoreError) -> [ClientChange] {
        try await store.changes(after: sequence, limit: limit)
    }

    package func point(at sequence: Int64?) async throws(ClientStoreError) -> ClientChangePoint? {
        try await store.point(at: sequence)
    }

    package func apply(
        _ transition: ClientTransition, to id: String, at version: Int, now: Int64
    ) async throws(ClientStoreError) -> ClientRecord {
        try await store.apply(transition, to: id, at: version, now: now)
    }
}

// MARK: - Applications, requests and offers

extension ForwardingStore {
    package func insert(_ application: Application) async throws(ClientStoreError) {
        try await store.insert(application)
    }

    package func application(id: String) async throws(ClientStoreError) -> Application? {
        try await store.application(id: id)
    }

    package func applications() async throws(ClientStoreError) -> [Application] { try await store.applications() }

    package func apply(
        _ changes: ApplicationChanges, toApplication id: String, at version: Int, now: Int64
    ) async throws(ClientStoreError) -> Application {
        try await store.apply(changes, toApplication: id, at: version, now: now)
    }

    package func deleteApplication(id: String) async throws(ClientStoreError) {
        try await store.deleteApplication(id: id)
    }

    package func put(_ offer: ProductOffer) async throws(ClientStoreError) { try await store.put(offer) }

    package func offer(product: String) async throws(ClientStoreError) -> ProductOffer? {
        try await store.offer(product: product)
    }

    package func offers() async throws(ClientStoreError) -> [ProductOffer] { try await store.offers() }

    package func deleteOffer(product: String) async throws(ClientStoreError) {
        try await store.deleteOffer(product: product)
    }

    package func begin(_ request: AccessRequest) async throws(ClientStoreError) { try await store.begin(request) }

    package func request(id: String) async throws(ClientStoreError) -> AccessRequest? {
        try await store.request(id: id)
    }

    package func requests() async throws(ClientStoreError) -> [AccessRequest] { try await store.requests() }

    package func apply(
        _ transition: AccessRequestTransition, toRequest id: String, at version: Int, now: Int64
    ) async throws(ClientStoreError) -> AccessRequest {
        try await store.apply(transition, toRequest: id, at: version, now: now)
    }
}

// MARK: - Lists and notices

extension ForwardingStore {
    package func providers(in window: ListWindow) async throws(ClientStoreError) -> ListPage<ProviderRecord> {
        try await store.providers(in: window)
    }

    package func applications(
        _ filter: ApplicationFilter, in window: ListWindow
    ) async throws(ClientStoreError) -> ListPage<Application> {
        try await store.applications(filter, in: window)
    }

    package func requests(
        _ filter: AccessRequestFilter, in window: ListWindow
    ) async throws(ClientStoreError) -> ListPage<AccessRequest> {
        try await store.requests(filter, in: window)
    }

    package func clients(
        _ filter: ClientFilter, in window: ListWindow
    ) async throws(ClientStoreError) -> ListPage<ClientRecord> {
        try await store.clients(filter, in: window)
    }

    package func add(_ notice: Notice) async throws(ClientStoreError) { try await store.add(notice) }

    package func hasNotice(id: String) async throws(ClientStoreError) -> Bool { try await store.hasNotice(id: id) }

    package func nextNotice() async throws(ClientStoreError) -> WaitingNotice? { try await store.nextNotice() }

    package func settle(_ attempt: NoticeAttempt, ofNotice id: String) async throws(ClientStoreError) {
        try await store.settle(attempt, ofNotice: id)
    }
}
