/// The registration of clients (RFC 7591).
struct ClientCreation: Sendable {
    let providers: ProviderBook
    let queue: ProviderQueue
    let steps: RegistrationSteps
    let compensation: RegistrationCompensation
    let records: ClientRecords
    let credentials: CredentialSealer
    let firstTokens: FirstTokenTrial
    let events: ClientEvents

    /// Registers a client when it is the provider's turn.
    ///
    /// - Parameters:
    ///   - settings: The settings of the client.
    ///   - name: The provider's name.
    /// - Returns: The credential, with the warnings that the provider's answer gives cause to.
    /// - Throws: `RegistrationError`, as
    ///   ``Registrar/register(application:product:plan:clientType:redirectURIs:provider:)``.
    func register(_ settings: ClientSettings, at name: String) async throws(RegistrationError) -> IssuedCredential {
        try await unattended { () async throws(RegistrationError) in
            let provider = try await providers.provider(name)
            return try await queue.withTurn(at: provider) { () async throws(RegistrationError) in
                try await register(settings, at: provider)
            }
        }
    }

    private func register(
        _ settings: ClientSettings, at provider: Provider
    ) async throws(RegistrationError) -> IssuedCredential {
        var operation = try await steps.prepare(settings, at: provider)
        try await steps.begin(operation)
        let response = try await steps.send(operation)
        var warnings = try await confirm(response, operation)
        let first = try await keep(response, &operation, &warnings)
        try await activate(&operation, first)
        return IssuedCredential(
            recordID: operation.record.id, issuer: operation.record.issuer, clientID: response.clientID,
            clientSecret: response.clientSecret, secretExpiresAt: response.secretExpiresAt ?? 0,
            scopes: settings.scopes,
            state: operation.record.state, warnings: warnings)
    }

    /// Compares the answer with the request: a client that came out with too little goes again.
    private func confirm(
        _ response: RegistrationResponse, _ operation: ClientOperation<RegistrationTarget>
    ) async throws(RegistrationError) -> [RegistrationWarning] {
        let comparison = RegistrationComparison(
            response, asked: operation.asked, driver: operation.provider.driver, isUpdate: false)
        guard let shortfall = comparison.shortfall else { return comparison.warnings }
        let isGone = try await compensation.undo(response, reason: shortfall.description, operation)
        throw .narrowed(shortfall, compensated: isGone)
    }

    /// Commits the answer; a client whose credential cannot be kept could never be used or deleted later and goes now,
    /// unless it is another record's.
    ///
    /// - Returns: The token by which the client has to prove itself before it is active; `nil` if there is none.
    private func keep(
        _ response: RegistrationResponse, _ operation: inout ClientOperation<RegistrationTarget>,
        _ warnings: inout [RegistrationWarning]
    ) async throws(RegistrationError) -> FirstToken? {
        do {
            let registration = try credentials.registration(from: response, for: operation.record)
            let first = firstTokens.token(
                of: operation.record, registration, secret: response.clientSecret, at: operation.target.profile,
                &warnings)
            operation.record = try await records.commit(
                first == nil ? .registered(registration) : .awaitingToken(registration), to: operation.record)
            return first
        } catch {
            _ = try await compensation.undo(response, reason: error.description, operation)
            throw error
        }
    }

    /// Makes the client active once its first token has passed, where one is checked.
    private func activate(
        _ operation: inout ClientOperation<RegistrationTarget>, _ first: FirstToken?
    ) async throws(RegistrationError) {
        if let first {
            operation.record = try await firstTokens.prove(operation.record, with: first, at: operation.provider)
        } else {
            await events.publish(.registered, operation.record)
        }
    }
}
