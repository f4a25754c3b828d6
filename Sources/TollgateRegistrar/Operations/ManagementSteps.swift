/// The steps that changes, rotations and reads of registered clients have in common (RFC 7592 §2).
struct ManagementSteps: Sendable {
    let records: ClientRecords
    let credentials: CredentialSealer
    let endpoints: ConfigurationEndpoints
    let settlement: ChangeSettlement

    /// Does everything that can fail before the request, since its answer must be kept.
    ///
    /// - Parameters:
    ///   - record: The client's record.
    ///   - intent: The settings after the operation. Default: those that the client has.
    ///   - provider: The provider.
    ///   - known: The place where the client is managed, if that is known already.
    /// - Returns: The operation, of which nothing is committed yet.
    /// - Throws: `RegistrationError.clientState` if there is no client, `.clientUnmanaged`, `.sealing`, or as
    ///   ``ConfigurationEndpoints/endpoint(of:at:)``.
    func prepare(
        _ record: ClientRecord, intent: ClientSettings? = nil, at provider: Provider,
        endpoint known: ClientConfigurationEndpoint? = nil
    ) async throws(RegistrationError) -> ClientOperation<ManagementTarget> {
        guard record.registration != nil else { throw .clientState(id: record.id, state: record.state) }
        var endpoint = known
        if endpoint == nil { endpoint = try await endpoints.endpoint(of: record, at: provider) }
        guard let endpoint else { throw .clientUnmanaged(id: record.id) }
        return ClientOperation(
            id: Identifier.make(), provider: provider, intent: intent ?? record.settings,
            target: ManagementTarget(
                endpoint: endpoint, oldSecret: try credentials.clientSecret(of: record), earlierState: record.state),
            record: record)
    }

    /// Commits the intent.
    ///
    /// - Parameters:
    ///   - operation: The operation; its record is as committed afterwards.
    ///   - intent: The settings after the operation, if they change.
    /// - Throws: `RegistrationError.clientState` or `.clientBusy`, `.store`.
    func begin(
        _ operation: inout ClientOperation<ManagementTarget>, intent: ClientSettings?
    ) async throws(RegistrationError) {
        operation.record = try await records.apply(
            .updating(operationID: operation.id, intent: intent), to: operation.record)
    }

    /// Sends the request, and records how it ended if it gave no usable answer.
    ///
    /// - Parameters:
    ///   - operation: The operation.
    ///   - request: The step that sends the request with a client of the provider.
    /// - Returns: The answer without a secret that the client's owner has seen already.
    /// - Throws: The error of `request`.
    func send(
        _ operation: ClientOperation<ManagementTarget>,
        _ request: (DynamicRegistrationClient) async throws(RegistrationError) -> RegistrationResponse
    ) async throws(RegistrationError) -> RegistrationResponse {
        do {
            let response = try await request(
                endpoints.client(of: operation.provider, about: operation.record))
            return credentials.withoutRevealedSecret(response, for: operation.record)
        } catch {
            await settlement.settle(operation, after: error)
            throw error
        }
    }
}
