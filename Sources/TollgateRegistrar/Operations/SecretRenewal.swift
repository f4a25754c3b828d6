internal import TollgateCatalogue

/// The renewal of clients' secrets.
struct SecretRenewal: Sendable {
    let providers: ProviderBook
    let access: ProviderAccess
    let endpoints: ConfigurationEndpoints
    let queue: ProviderQueue
    let records: ClientRecords
    let steps: ManagementSteps
    let acceptance: AnswerAcceptance

    /// Gives a client a new secret, in the way that its provider has.
    ///
    /// - Parameter id: The client's record.
    /// - Returns: The credential with the new secret.
    /// - Throws: `RegistrationError`, as ``Registrar/rotateSecret(_:)``.
    func rotate(_ id: String) async throws(RegistrationError) -> IssuedCredential {
        try await unattended { () async throws(RegistrationError) in
            let record = try await records.record(id)
            try records.checkIdle(record)
            guard record.state.isChangeable else { throw .clientState(id: id, state: record.state) }
            return try await rotate(record)
        }
    }

    /// Gives a client a new secret whose record is idle and may be changed.
    func rotate(_ record: ClientRecord) async throws(RegistrationError) -> IssuedCredential {
        guard record.registration != nil else { throw .clientState(id: record.id, state: record.state) }
        guard record.settings.clientType.tokenEndpointAuthMethod.needsSecret else {
            throw .requestInvalid(
                reason: "clients of the type `\(record.settings.clientType.name)` have no secret that could be renewed")
        }
        let (provider, endpoint) = try await renewingProvider(of: record)
        return try await queue.withTurn(at: provider) { () async throws(RegistrationError) in
            try await self.rotate(record, at: provider, endpoint)
        }
    }

    private func rotate(
        _ record: ClientRecord, at provider: Provider, _ endpoint: ClientConfigurationEndpoint
    ) async throws(RegistrationError) -> IssuedCredential {
        let members = record.registration?.members ?? [:]
        var operation = try await steps.prepare(record, at: provider, endpoint: endpoint)
        operation.target.renewsSecret = true
        try await steps.begin(&operation, intent: nil)
        let begun = operation
        var response = try await steps.send(begun) { client throws(RegistrationError) in
            try await client.rotateSecret(
                begun.target.endpoint, keeping: begun.asked, lastReturned: members,
                clientSecret: begun.target.oldSecret)
        }
        // The answer may be about the secret alone; what the client is registered with has not changed.
        response.members = members.merging(response.members) { _, later in later }
        let credential = try await acceptance.accept(response, begun)
        guard response.clientSecret != nil else { throw .secretNotRotated(clientID: response.clientID) }
        return credential
    }

    /// Finds the client's provider, with the way in which it renews secrets, and the place where it manages the client.
    ///
    /// - Throws: `RegistrationError.rotationUnsupported` if it has none, `.clientUnmanaged`.
    private func renewingProvider(
        of record: ClientRecord
    ) async throws(RegistrationError) -> (Provider, ClientConfigurationEndpoint) {
        var provider = try await providers.provider(record.provider)
        let endpoint = try await endpoints.endpoint(of: record, at: provider)
        // What the operator said and what a driver knows to be in an update go before the metadata.
        if let endpoint, provider.settings.secretRotation == nil, provider.driver.rotation != .update {
            let profile = try? await access.profile(of: provider)
            provider.driver = provider.driver.renewing(at: profile, for: endpoint)
        }
        guard provider.driver.rotation != .unsupported else {
            throw .rotationUnsupported(
                clientID: record.registration?.clientID ?? "", driver: provider.driver.displayName)
        }
        guard let endpoint else { throw .clientUnmanaged(id: record.id) }
        return (provider, endpoint)
    }
}
