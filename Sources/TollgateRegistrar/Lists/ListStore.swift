/// A store that gives its lists in parts, so that what one request reads does not grow with what there is.
///
/// Items and total are of one moment. The order never changes while nothing is added or removed.
public protocol ListStore: Sendable {
    /// Providers, by name.
    func providers(in window: ListWindow) async throws(ClientStoreError) -> ListPage<ProviderRecord>

    /// Applications, oldest first.
    func applications(
        _ filter: ApplicationFilter, in window: ListWindow
    ) async throws(ClientStoreError) -> ListPage<Application>

    /// Access requests, oldest first.
    func requests(
        _ filter: AccessRequestFilter, in window: ListWindow
    ) async throws(ClientStoreError) -> ListPage<AccessRequest>

    /// Client records that are listed (`ClientRecord.isListed`), oldest first.
    func clients(_ filter: ClientFilter, in window: ListWindow) async throws(ClientStoreError) -> ListPage<ClientRecord>
}
