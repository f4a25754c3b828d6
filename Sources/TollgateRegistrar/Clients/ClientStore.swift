/// Where providers and clients are kept.
///
/// A store commits each call before it returns, or throws and has changed nothing. Clients change only by transitions
/// that name the version they start from, so two operations on one client can never both succeed. What a store gets is
/// sealed already: it needs no key and can leak none.
public protocol ClientStore: Sendable {
    /// Adds a provider.
    ///
    /// - Throws: `ClientStoreError.providerExists` if the name is taken.
    func insert(_ provider: ProviderRecord) async throws(ClientStoreError)

    /// The provider of this name, if there is one.
    func provider(named name: String) async throws(ClientStoreError) -> ProviderRecord?

    /// All providers, by name.
    func providers() async throws(ClientStoreError) -> [ProviderRecord]

    /// Removes a provider.
    ///
    /// - Throws: `ClientStoreError.providerInUse` as long as a client in a state that is not final refers to it;
    ///   `ClientStoreError.providerUnknown`.
    func deleteProvider(named name: String) async throws(ClientStoreError)

    /// Commits the intent to register a client: a record in the state `registering`, version 1.
    ///
    /// - Throws: `ClientStoreError.providerUnknown` if the provider was removed meanwhile.
    func begin(_ record: ClientRecord) async throws(ClientStoreError)

    /// The client record of this identifier, if there is one.
    func client(id: String) async throws(ClientStoreError) -> ClientRecord?

    /// All client records, oldest first.
    func clients() async throws(ClientStoreError) -> [ClientRecord]

    /// Commits one step of a client's record, as `ClientRecord.applying(_:at:now:)` defines it.
    ///
    /// - Parameters:
    ///   - transition: The step.
    ///   - id: The record.
    ///   - version: The version that the caller saw.
    ///   - now: The time in Unix seconds.
    /// - Returns: The record as it is now.
    /// - Throws: `ClientStoreError.clientUnknown`, `.conflict` or `.transitionRefused`.
    func apply(
        _ transition: ClientTransition, to id: String, at version: Int, now: Int64
    ) async throws(ClientStoreError) -> ClientRecord
}
