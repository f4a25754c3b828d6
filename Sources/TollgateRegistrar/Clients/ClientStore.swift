/// Where providers and clients are kept.
///
/// A store commits each call before it returns, or throws and has changed nothing. Clients change only by transitions
/// that name the version they start from, so two operations on one client can never both succeed. What a store gets is
/// sealed already: it needs no key and can leak none.
///
/// A client, by its issuer and its identifier there, belongs to one record, whatever the state of that: a step or a
/// beginning that would give it to another one is refused with `ClientStoreError.clientTaken`. Identifiers are compared
/// byte for byte. Records whose client is not known (no identifier, or an empty one) claim none.
public protocol ClientStore: Sendable {
    /// Adds a provider.
    ///
    /// - Throws: `ClientStoreError.providerExists` if the name is taken.
    func insert(_ provider: ProviderRecord) async throws(ClientStoreError)

    /// The provider of this name, if there is one.
    func provider(named name: String) async throws(ClientStoreError) -> ProviderRecord?

    /// All providers, by name.
    func providers() async throws(ClientStoreError) -> [ProviderRecord]

    /// Puts a provider in the place of the one of its name, which keeps its time of creation.
    ///
    /// - Throws: `ClientStoreError.providerUnknown` if there is none of this name.
    func replace(_ provider: ProviderRecord) async throws(ClientStoreError)

    /// Removes a provider.
    ///
    /// - Throws: `ClientStoreError.providerInUse` as long as a client in a state that is not final, or the offer of a
    ///   product, refers to it; `ClientStoreError.providerUnknown`.
    func deleteProvider(named name: String) async throws(ClientStoreError)

    /// Commits the intent to register a client: a record in the state `registering`, version 1.
    ///
    /// - Throws: `ClientStoreError.providerUnknown` if the provider was removed meanwhile;
    ///   `ClientStoreError.clientExists` if another record that is not final has the same `ClientRecord.slot`;
    ///   `ClientStoreError.clientTaken` if it names another record's client.
    func begin(_ record: ClientRecord) async throws(ClientStoreError)

    /// Removes the record of a registration that was never sent, as if it had not begun.
    ///
    /// - Parameters:
    ///   - id: The record, which is `registering` and has no registration.
    ///   - version: The version that the caller saw.
    /// - Throws: `ClientStoreError.clientUnknown`, `.conflict` or `.transitionRefused`.
    func discard(_ id: String, at version: Int) async throws(ClientStoreError)

    /// The client record of this identifier, if there is one.
    func client(id: String) async throws(ClientStoreError) -> ClientRecord?

    /// The client record that is not final and has this `ClientRecord.slot`, if there is one.
    func client(slot: String) async throws(ClientStoreError) -> ClientRecord?

    /// The record of a client, whatever its state, if there is one.
    ///
    /// - Parameters:
    ///   - clientID: The client's identifier, compared byte for byte.
    ///   - issuer: The issuer that has it.
    /// - Returns: The record.
    /// - Throws: `ClientStoreError`.
    func client(_ clientID: String, of issuer: String) async throws(ClientStoreError) -> ClientRecord?

    /// All client records, oldest first.
    func clients() async throws(ClientStoreError) -> [ClientRecord]

    /// The records that are new, or news to gates, after a point in the store's history, each once, as they are now.
    ///
    /// A step counts where `ClientRecord.isNews(after:)` says so; any other leaves the record where it was in the order.
    ///
    /// - Parameters:
    ///   - sequence: The sequence number of the last change that the caller has seen; 0 for all records.
    ///   - limit: How many to return at most.
    /// - Returns: The changes, oldest first.
    /// - Throws: `ClientStoreError`.
    func changes(after sequence: Int64, limit: Int) async throws(ClientStoreError) -> [ClientChange]

    /// A change that was made, whatever has become of its record since; the store has to remember the last 100 000.
    ///
    /// - Parameter sequence: The number of the change; `nil` for the last one.
    /// - Returns: Its point, `nil` where there is none.
    /// - Throws: `ClientStoreError`.
    func point(at sequence: Int64?) async throws(ClientStoreError) -> ClientChangePoint?

    /// Commits one step of a client's record, as `ClientRecord.applying(_:at:now:)` defines it.
    ///
    /// - Parameters:
    ///   - transition: The step.
    ///   - id: The record.
    ///   - version: The version that the caller saw.
    ///   - now: The time in Unix seconds.
    /// - Returns: The record as it is now.
    /// - Throws: `ClientStoreError.clientUnknown`, `.conflict`, `.transitionRefused` or `.clientTaken`.
    func apply(
        _ transition: ClientTransition, to id: String, at version: Int, now: Int64
    ) async throws(ClientStoreError) -> ClientRecord
}
