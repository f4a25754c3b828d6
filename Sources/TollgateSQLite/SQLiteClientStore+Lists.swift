internal import GRDB
public import TollgateRegistrar

extension SQLiteClientStore: ListStore {
    private static let ofOwner = "IN (SELECT id FROM applications WHERE owner = ?)"

    /// The condition of `ClientRecord.isListed` in SQL.
    private static let isListed = "(subscriptions <> '[]' OR state NOT IN ('deleted', 'failed', 'registering'))"

    /// Lists providers in parts, by name.
    ///
    /// - Throws: `RegistrationError.store`.
    public func providers(in window: ListWindow) async throws(RegistrationError) -> ListPage<ProviderRecord> {
        try await read { try ListQuery("providers", orderedBy: "name").page(in: window, $0, ProviderRow.read) }
    }

    /// Lists applications in parts, oldest first.
    ///
    /// - Throws: `RegistrationError.store`.
    public func applications(
        _ filter: ApplicationFilter, in window: ListWindow
    ) async throws(RegistrationError) -> ListPage<Application> {
        try await read { database in
            var query = ListQuery("applications", orderedBy: "created_at, rowid")
            query.filter("owner = ?", filter.owner)
            return try query.page(in: window, database, ApplicationRow.read)
        }
    }

    /// Lists access requests in parts, oldest first.
    ///
    /// - Throws: `RegistrationError.store`.
    public func requests(
        _ filter: AccessRequestFilter, in window: ListWindow
    ) async throws(RegistrationError) -> ListPage<AccessRequest> {
        try await read { database in
            var query = ListQuery("access_requests", orderedBy: "created_at, rowid")
            query.filter("application \(Self.ofOwner)", filter.owner)
            query.filter("application = ?", filter.application)
            query.filter("state = ?", filter.state)
            return try query.page(in: window, database, AccessRequestRow.read)
        }
    }

    /// Lists client records in parts, oldest first: those for which `ClientRecord.isListed` holds.
    ///
    /// - Throws: `RegistrationError.store`.
    public func clients(
        _ filter: ClientFilter, in window: ListWindow
    ) async throws(RegistrationError) -> ListPage<ClientRecord> {
        try await read { database in
            var query = ListQuery("clients", orderedBy: "created_at, rowid")
            query.filter(Self.isListed)
            query.filter("application_id \(Self.ofOwner)", filter.owner)
            query.filter("application_id = ?", filter.application)
            query.filter("provider = ?", filter.provider)
            query.filter("state = ?", filter.state)
            if filter.state == nil { query.filter("state <> 'deleted'") }
            return try query.page(in: window, database, ClientRow.read)
        }
    }
}
