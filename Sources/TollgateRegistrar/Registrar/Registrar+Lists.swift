/// Lists in parts, for whoever shows them page by page.
extension Registrar {
    /// Providers, by name, their secrets sealed.
    public func providers(in window: ListWindow) async throws(RegistrationError) -> ListPage<ProviderRecord> {
        try await stored { store throws(ClientStoreError) in try await store.providers(in: window) }
    }

    /// Applications, oldest first.
    public func applications(
        _ filter: ApplicationFilter, in window: ListWindow
    ) async throws(RegistrationError) -> ListPage<Application> {
        try await stored { store throws(ClientStoreError) in try await store.applications(filter, in: window) }
    }

    /// Access requests, oldest first.
    public func requests(
        _ filter: AccessRequestFilter, in window: ListWindow
    ) async throws(RegistrationError) -> ListPage<AccessRequest> {
        try await stored { store throws(ClientStoreError) in try await store.requests(filter, in: window) }
    }

    /// Client records, oldest first, their secrets sealed.
    public func clients(
        _ filter: ClientFilter, in window: ListWindow
    ) async throws(RegistrationError) -> ListPage<ClientRecord> {
        try await stored { store throws(ClientStoreError) in try await store.clients(filter, in: window) }
    }
}
