/// A store that gives its lists in parts, so that what one request reads does not grow with what there is.
///
/// Items and total are of one moment. The order never changes while nothing is added or removed.
public protocol ListStore: Sendable {
    /// Lists providers in parts, by name.
    ///
    /// - Throws: `RegistrationError.store`.
    func providers(in window: ListWindow) async throws(RegistrationError) -> ListPage<ProviderRecord>

    /// Lists applications in parts, oldest first.
    ///
    /// - Throws: `RegistrationError.store`.
    func applications(
        _ filter: ApplicationFilter, in window: ListWindow
    ) async throws(RegistrationError) -> ListPage<Application>

    /// Lists access requests in parts, oldest first.
    ///
    /// - Throws: `RegistrationError.store`.
    func requests(
        _ filter: AccessRequestFilter, in window: ListWindow
    ) async throws(RegistrationError) -> ListPage<AccessRequest>

    /// Lists client records in parts, oldest first: those for which ``ClientRecord/isListed`` holds.
    ///
    /// - Throws: `RegistrationError.store`.
    func clients(_ filter: ClientFilter, in window: ListWindow) async throws(RegistrationError) -> ListPage<
        ClientRecord
    >
}
