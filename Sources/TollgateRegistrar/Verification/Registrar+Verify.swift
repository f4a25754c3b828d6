/// Trying a provider out.
extension Registrar {
    /// Registers a probe at a provider and deletes it again.
    ///
    /// The metadata is fetched and the initial token obtained anew. The probe has a record like every client, so that
    /// it is found and deleted also if this is interrupted.
    ///
    /// - Parameters:
    ///   - name: The provider's name.
    ///   - clientType: The kind of client to try. Default: a service.
    ///   - scopes: The scopes to ask for, such as those of a product and a plan. Default: none.
    ///   - redirectURIs: The redirect URIs, for client types that need them.
    /// - Returns: What the provider did differently from what was asked, and whether that matters.
    /// - Throws: `RegistrationError` if the provider cannot be reached, lets nobody in, or refuses.
    public func verifyProvider(
        _ name: String, clientType: ClientType = .backend, scopes: [String] = [], redirectURIs: [String] = []
    ) async throws(RegistrationError) -> ProviderVerification {
        try await unattended { () async throws(RegistrationError) in
            let provider = try await self.provider(name)
            self.directory.forget(provider)
            self.initialAccessTokens.forget(provider: name)
            let operationID = Self.makeIdentifier()
            // Some providers want every name to be another one.
            let grant = ClientGrant(
                application: "Tollgate probe \(operationID.prefix(8))", subscriptions: [], scopes: scopes,
                clientType: clientType, redirectURIs: redirectURIs)
            return try await self.turns.take(at: provider) { () async throws(RegistrationError) in
                try await self.probe(provider, with: grant, operationID: operationID)
            }
        }
    }

    private func probe(
        _ provider: Provider, with grant: ClientGrant, operationID: String
    ) async throws(RegistrationError) -> ProviderVerification {
        let profile = try await directory.profile(of: provider, now: now())
        let authorization = try await authorization(for: provider, profile: profile)
        let started = now()
        let record = ClientRecord(
            id: Self.makeIdentifier(), operationID: operationID, provider: provider.name, issuer: profile.issuer,
            grant: grant, createdAt: started, updatedAt: started)
        do {
            try await store.begin(record)
        } catch {
            throw .store(error)
        }

        let asked = provider.driver.adapted(grant.metadata(operationID: operationID))
        let response: RegistrationResponse
        do {
            response = try await registrationClient(for: provider).register(
                asked, at: profile.registrationEndpoint, authorization: authorization, operationID: operationID)
        } catch {
            throw await settle(record, provider, after: error)
        }
        try await checkMark(of: response, record, provider)
        let granted = GrantedMetadata(response, asked: asked, driver: provider.driver, isUpdate: false)
        let isGone = try await withdraw(response, reason: "a probe, which was deleted again", record, provider)
        return ProviderVerification(
            profile: profile, shortfall: granted.shortfall, warnings: granted.warnings,
            differences: MetadataDifference.list(asked: asked, granted: response.members),
            leftBehind: isGone ? nil : record.id)
    }
}
