/// The part of a store that keeps providers and clients.
///
/// A store commits each call before it returns, or throws and has changed nothing. Clients change only by transitions
/// that name the version they start from, so two operations on one client can never both succeed. What a store gets is
/// sealed already: it needs no key and can leak none.
///
/// A client, by its issuer and its identifier there, belongs to one record, whatever the state of that: a step or a
/// beginning that would give it to another one is refused with `RegistrationError.clientOnRecord`. Identifiers are
/// compared byte for byte. Records whose client is not known (no identifier, or an empty one) claim none.
public protocol ClientStore: Sendable {
    /// Adds a provider.
    ///
    /// - Throws: `RegistrationError.providerExists` if the name is taken; `.store`.
    func insert(_ provider: ProviderRecord) async throws(RegistrationError)

    /// Returns the provider of this name, if there is one.
    ///
    /// - Throws: `RegistrationError.store`.
    func provider(named name: String) async throws(RegistrationError) -> ProviderRecord?

    /// Lists all providers, by name.
    ///
    /// - Throws: `RegistrationError.store`.
    func providers() async throws(RegistrationError) -> [ProviderRecord]

    /// Puts a provider in the place of the one of its name, which keeps its time of creation.
    ///
    /// - Throws: `RegistrationError.providerUnknown` if there is none of this name; `.store`.
    func replace(_ provider: ProviderRecord) async throws(RegistrationError)

    /// Removes a provider.
    ///
    /// - Throws: `RegistrationError.providerInUse` as long as a client in a state that is not final, or the offer of a
    ///   product, refers to it; `.providerUnknown` if there is none of this name; `.store`.
    func deleteProvider(named name: String) async throws(RegistrationError)

    /// Commits the intent to register a client: a record in the state `registering`, version 1.
    ///
    /// - Throws: `RegistrationError.transitionRefused` if the record is not `registering`, or not version 1;
    ///   `.providerUnknown` if the provider was removed meanwhile; `.access(.applicationUnknown)` if the application
    ///   was; `.clientExists` if another record that is not final has the same ``ClientRecord/slot``; `.clientOnRecord`
    ///   if it names another record's client; `.store`.
    func begin(_ record: ClientRecord) async throws(RegistrationError)

    /// Removes the record of a registration that was never sent, as if it had not begun.
    ///
    /// - Parameters:
    ///   - id: The record, which is `registering` and has no registration.
    ///   - version: The version that the caller saw.
    /// - Throws: `RegistrationError.clientUnknown` if there is no such record; `.recordChanged` if it has changed
    ///   since; `.transitionRefused` if it is not `registering`, or has a registration; `.store`.
    func discard(_ id: String, at version: Int) async throws(RegistrationError)

    /// Returns the client record of this identifier, if there is one.
    ///
    /// - Throws: `RegistrationError.store`.
    func client(id: String) async throws(RegistrationError) -> ClientRecord?

    /// Returns the client record that is not final and has this ``ClientRecord/slot``, if there is one.
    ///
    /// - Throws: `RegistrationError.store`.
    func client(slot: String) async throws(RegistrationError) -> ClientRecord?

    /// Returns the record of a client, whatever its state, if there is one.
    ///
    /// - Parameters:
    ///   - clientID: The client's identifier, compared byte for byte.
    ///   - issuer: The issuer that has it.
    /// - Returns: The record.
    /// - Throws: `RegistrationError.store`.
    func client(_ clientID: String, of issuer: String) async throws(RegistrationError) -> ClientRecord?

    /// Lists all client records, oldest first.
    ///
    /// - Throws: `RegistrationError.store`.
    func clients() async throws(RegistrationError) -> [ClientRecord]

    /// Lists the records that are new, or news to gates, after a point in the store's history, each once, as they are
    /// now.
    ///
    /// A step counts where ``ClientRecord/isNews(after:)`` says so; any other leaves the record where it was in the
    /// order.
    ///
    /// - Parameters:
    ///   - sequence: The sequence number of the last change that the caller has seen; 0 for all records.
    ///   - limit: The most changes to return.
    /// - Returns: The changes, oldest first.
    /// - Throws: `RegistrationError.store`.
    func changes(after sequence: Int64, limit: Int) async throws(RegistrationError) -> [ClientChange]

    /// Returns a change that was made, whatever has become of its record since.
    ///
    /// The store has to remember the last 100 000 changes.
    ///
    /// - Parameter sequence: The number of the change; `nil` for the last one.
    /// - Returns: Its point, `nil` where there is none.
    /// - Throws: `RegistrationError.store`.
    func point(at sequence: Int64?) async throws(RegistrationError) -> ClientChangePoint?

    /// Commits one step of a client's record, as ``ClientRecord/applying(_:at:now:)`` defines it.
    ///
    /// - Parameters:
    ///   - transition: The step.
    ///   - id: The record.
    ///   - version: The version that the caller saw.
    ///   - now: The time in Unix seconds.
    /// - Returns: The record as it is now.
    /// - Throws: `RegistrationError.clientUnknown` if there is no such record; `.recordChanged` if it has changed
    ///   since; `.transitionRefused` if its state does not allow the step; `.clientOnRecord` if the client is another
    ///   record's; `.store`.
    func apply(
        _ transition: ClientTransition, to id: String, at version: Int, now: Int64
    ) async throws(RegistrationError) -> ClientRecord
}
