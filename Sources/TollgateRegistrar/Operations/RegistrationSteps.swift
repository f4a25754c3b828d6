/// The steps that each registration begins with, also that of a probe (RFC 7591 §3).
struct RegistrationSteps: Sendable {
    let records: ClientRecords
    let access: ProviderAccess
    let endpoints: ConfigurationEndpoints
    let compensation: RegistrationCompensation

    /// Does everything that can fail without a client coming into being.
    ///
    /// It comes after the wait for the provider's turn, since an initial access token and the operation's lease last
    /// only so long.
    ///
    /// - Parameters:
    ///   - intent: The settings of the client.
    ///   - provider: The provider.
    ///   - id: The operation.
    /// - Returns: The operation, of which nothing is committed yet.
    /// - Throws: `RegistrationError.discoveryFailed`, `.registrationUnsupported`, `.providerInvalid` or
    ///   `.initialAccessFailed`.
    func prepare(
        _ intent: ClientSettings, at provider: Provider, as id: String = Identifier.make()
    ) async throws(RegistrationError) -> ClientOperation<RegistrationTarget> {
        let profile = try await access.profile(of: provider)
        let authorization = try await access.authorization(for: provider, profile: profile)
        let started = records.now()
        return ClientOperation(
            id: id, provider: provider, intent: intent,
            target: RegistrationTarget(profile: profile, authorization: authorization),
            record: ClientRecord(
                id: Identifier.make(), operationID: id, provider: provider.name, issuer: profile.issuer,
                settings: intent,
                createdAt: started, updatedAt: started))
    }

    /// Commits the intent.
    func begin(_ operation: ClientOperation<RegistrationTarget>) async throws(RegistrationError) {
        try await records.begin(operation.record)
    }

    /// Sends the registration, and records how it ended if it gave no usable answer.
    ///
    /// - Returns: The answer, which is about a client that this operation has made, for all that is known.
    /// - Throws: `RegistrationError.requestInvalid`, `.refused`, `.notSent`, `.outcomeUnknown`, `.responseInvalid` or
    ///   `.clientTaken`.
    func send(
        _ operation: ClientOperation<RegistrationTarget>
    ) async throws(RegistrationError) -> RegistrationResponse {
        let response: RegistrationResponse
        do {
            response = try await endpoints.client(of: operation.provider).register(
                operation.asked, at: operation.target.profile.registrationEndpoint,
                authorization: operation.target.authorization, operationID: operation.id)
        } catch {
            throw await compensation.settle(operation, after: error)
        }
        try await compensation.checkMark(of: response, operation)
        return response
    }
}
