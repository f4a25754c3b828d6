import TollgateRegistrar
import TollgateSQLite

extension FailingStore: ListStore {
    func providers(in window: ListWindow) async throws(ClientStoreError) -> ListPage<ProviderRecord> {
        try await store.providers(in: window)
    }

    func applications(
        _ filter: ApplicationFilter, in window: ListWindow
    ) async throws(ClientStoreError) -> ListPage<Application> {
        try await store.applications(filter, in: window)
    }

    func requests(
        _ filter: AccessRequestFilter, in window: ListWindow
    ) async throws(ClientStoreError) -> ListPage<AccessRequest> {
        try await store.requests(filter, in: window)
    }

    func clients(
        _ filter: ClientFilter, in window: ListWindow
    ) async throws(ClientStoreError) -> ListPage<ClientRecord> {
        try await store.clients(filter, in: window)
    }
}
