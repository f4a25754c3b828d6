/// Renewing clients' secrets.
extension Registrar {
    /// Gives a client a new secret, in the way that its provider has.
    ///
    /// What the old secret is good for afterwards is the provider's business; mostly nothing.
    ///
    /// - Parameter id: The client's record.
    /// - Returns: The credential with the new secret, which is also kept until its owner has seen it.
    /// - Throws: `RegistrationError.rotationUnsupported` if the provider has no way; `.refused` or `.notSent` if the
    ///   old secret is still good; `.secretNotRotated` if the provider accepted the request and issued no secret;
    ///   `.outcomeUnknown` and `.responseInvalid` leave the record in doubt; `.credentialNotKept` if the store failed.
    public func rotateSecret(_ id: String) async throws(RegistrationError) -> Credential {
        try await unattended { () async throws(RegistrationError) in
            let record = try await self.record(id)
            try self.checkIdle(record)
            guard Self.isChangeable(record.state) else { throw .clientState(id: id, state: record.state) }
            return try await self.rotate(record)
        }
    }

    func rotate(_ record: ClientRecord) async throws(RegistrationError) -> Credential {
        guard let registration = record.registration else { throw .clientState(id: record.id, state: record.state) }
        guard record.grant.clientType.tokenEndpointAuthMethod.needsSecret else {
            throw .requestInvalid(
                reason: "clients of the type `\(record.grant.clientType.name)` have no secret that could be renewed")
        }
        var provider = try await provider(record.provider)
        let managed = try await endpoint(of: record, provider: provider)
        // What the operator said and what a driver knows to be in an update go before the metadata.
        if let managed, provider.settings.secretRotation == nil, provider.driver.rotation != .update {
            let profile = try? await directory.profile(of: provider, now: now())
            provider.driver = provider.driver.renewing(at: profile, for: managed)
        }
        guard provider.driver.rotation != .unsupported else {
            throw .rotationUnsupported(clientID: registration.clientID, driver: provider.driver.displayName)
        }
        guard let endpoint = managed else { throw .clientUnmanaged(id: record.id) }
        return try await turns.take(at: provider) { [provider] () async throws(RegistrationError) in
            try await self.rotate(record, registration, endpoint, at: provider)
        }
    }

    private func rotate(
        _ record: ClientRecord, _ registration: ClientRegistration, _ endpoint: ClientConfigurationEndpoint,
        at provider: Provider
    ) async throws(RegistrationError) -> Credential {
        let secret = try open(registration.clientSecret, record: record.id, field: .clientSecret)

        let operationID = Self.makeIdentifier()
        let rotating = try await apply(.updating(operationID: operationID), to: record)
        let asked = provider.driver.adapted(record.grant.metadata(operationID: operationID))
        var response: RegistrationResponse
        do {
            response = try await registrationClient(for: provider, about: record).rotateSecret(
                endpoint, keeping: asked, lastReturned: registration.members, clientSecret: secret)
        } catch {
            await settleUpdate(rotating, from: record.state, after: error, at: provider)
            throw error
        }
        // The answer may be about the secret alone; what the client is registered with has not changed.
        response = withoutRevealedSecret(response, for: rotating)
        response.members = registration.members.merging(response.members) { _, later in later }
        let credential = try await accept(
            response, asked: asked, grant: record.grant, rotating, provider, secret, isRotation: true)
        guard response.clientSecret != nil else { throw .secretNotRotated(clientID: response.clientID) }
        return credential
    }
}
