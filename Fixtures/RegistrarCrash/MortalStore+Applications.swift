import TollgateRegistrar
import TollgateSQLite

/// Nothing dies around these: they are one commit each.
extension MortalStore: ApplicationStore {
    func insert(_ application: Application) async throws(ClientStoreError) { try await store.insert(application) }

    func application(id: String) async throws(ClientStoreError) -> Application? {
        try await store.application(id: id)
    }

    func applications() async throws(ClientStoreError) -> [Application] { try await store.applications() }

    func apply(
        _ changes: ApplicationChanges, toApplication id: String, at version: Int, now: Int64
    ) async throws(ClientStoreError) -> Application {
        try await store.apply(changes, toApplication: id, at: version, now: now)
    }

    func deleteApplication(id: String) async throws(ClientStoreError) { try await store.deleteApplication(id: id) }

    func put(_ offer: ProductOffer) async throws(ClientStoreError) { try await store.put(offer) }

    func offer(product: String) async throws(ClientStoreError) -> ProductOffer? {
        try await store.offer(product: product)
    }

    func offers() async throws(ClientStoreError) -> [ProductOffer] { try await store.offers() }

    func deleteOffer(product: String) async throws(ClientStoreError) { try await store.deleteOffer(product: product) }

    func begin(_ request: AccessRequest) async throws(ClientStoreError) { try await store.begin(request) }

    func request(id: String) async throws(ClientStoreError) -> AccessRequest? { try await store.request(id: id) }

    func requests() async throws(ClientStoreError) -> [AccessRequest] { try await store.requests() }

    func apply(
        _ transition: AccessRequestTransition, toRequest id: String, at version: Int, now: Int64
    ) async throws(ClientStoreError) -> AccessRequest {
        try await store.apply(transition, toRequest: id, at: version, now: now)
    }
}
