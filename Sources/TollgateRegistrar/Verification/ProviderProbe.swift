internal import TollgateCatalogue

/// The trial of a provider: a probe is registered there and deleted again.
struct ProviderProbe: Sendable {
    let providers: ProviderBook
    let access: ProviderAccess
    let queue: ProviderQueue
    let steps: RegistrationSteps
    let compensation: RegistrationCompensation

    /// Registers a probe at a provider and deletes it again.
    ///
    /// The metadata is fetched and the initial token obtained afresh.
    ///
    /// - Parameters:
    ///   - name: The provider's name.
    ///   - clientType: The kind of client to try.
    ///   - scopes: The scopes to ask for.
    ///   - redirectURIs: The redirect URIs, for client types that need them.
    /// - Returns: The differences between the request and the answer, and whether they matter.
    /// - Throws: As ``Registrar/verifyProvider(_:clientType:scopes:redirectURIs:)``.
    func verify(
        _ name: String, clientType: ClientType, scopes: [String], redirectURIs: [String]
    ) async throws(RegistrationError) -> ProviderVerification {
        try await unattended { () async throws(RegistrationError) in
            let provider = try await providers.provider(name)
            access.forgetProfile(of: provider)
            access.forgetInitialAccess(to: provider)
            let operationID = Identifier.make()
            // Some providers want every name to be another one.
            let settings = ClientSettings(
                application: "Tollgate probe \(operationID.prefix(8))", subscriptions: [], scopes: scopes,
                clientType: clientType, redirectURIs: redirectURIs)
            return try await queue.withTurn(at: provider) { () async throws(RegistrationError) in
                try await probe(provider, with: settings, operationID)
            }
        }
    }

    private func probe(
        _ provider: Provider, with settings: ClientSettings, _ operationID: String
    ) async throws(RegistrationError) -> ProviderVerification {
        let operation = try await steps.prepare(settings, at: provider, as: operationID)
        try await steps.begin(operation)
        let response = try await steps.send(operation)
        let comparison = RegistrationComparison(
            response, asked: operation.asked, driver: provider.driver, isUpdate: false)
        let isGone = try await compensation.undo(response, reason: "a probe, which was deleted again", operation)
        return ProviderVerification(
            profile: operation.target.profile, shortfall: comparison.shortfall, warnings: comparison.warnings,
            differences: MetadataDifference.list(asked: operation.asked, granted: response.members),
            leftBehind: isGone ? nil : operation.record.id)
    }
}
