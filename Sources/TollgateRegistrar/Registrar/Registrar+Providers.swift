/// Adding, listing and removing providers.
extension Registrar {
    /// Tries a provider and adds it if it works.
    ///
    /// Its metadata is fetched and must name a registration endpoint; where an initial access token is obtained with
    /// client credentials, one is obtained. Nothing is registered.
    ///
    /// - Parameter provider: The provider.
    /// - Returns: What it said about itself.
    /// - Throws: `RegistrationError`, which says what was tried and what came of it.
    @discardableResult
    public func addProvider(_ provider: Provider) async throws(RegistrationError) -> ProviderProfile {
        if let defect = provider.defect { throw .providerInvalid(name: provider.name, reason: defect) }
        guard ProviderDriver.named(provider.driver.name) == provider.driver else {
            throw .providerInvalid(name: provider.name, reason: "there is no driver `\(provider.driver.name)`")
        }
        let existing: ProviderRecord?
        do {
            existing = try await store.provider(named: provider.name)
        } catch {
            throw .store(error)
        }
        guard existing == nil else { throw .store(.providerExists(name: provider.name)) }
        directory.forget(provider)
        let profile = try await directory.profile(of: provider, now: now())
        _ = try await authorization(for: provider, profile: profile)
        let sealed: SealedSecret
        do {
            sealed = try sealer.seal(
                provider.plaintext, record: provider.name, field: .initialAccess)
        } catch {
            throw .sealing(error)
        }
        do {
            try await store.insert(
                ProviderRecord(
                    name: provider.name, driver: provider.driver.name, address: provider.address,
                    issuer: profile.issuer, initialAccess: sealed, createdAt: now()))
        } catch {
            throw .store(error)
        }
        return profile
    }

    /// All providers, by name, their secrets sealed.
    public func providers() async throws(RegistrationError) -> [ProviderRecord] {
        do {
            return try await store.providers()
        } catch {
            throw .store(error)
        }
    }

    /// Removes a provider.
    ///
    /// - Parameter name: The provider's name.
    /// - Throws: `RegistrationError.store` with `ClientStoreError.providerInUse`, naming the clients, as long as there
    ///   are any that are not deleted.
    public func deleteProvider(_ name: String) async throws(RegistrationError) {
        do {
            try await store.deleteProvider(named: name)
        } catch {
            throw .store(error)
        }
    }

    /// The provider of this name with its initial access opened.
    func provider(_ name: String) async throws(RegistrationError) -> Provider {
        let found: ProviderRecord?
        do {
            found = try await store.provider(named: name)
        } catch {
            throw .store(error)
        }
        guard let record = found else { throw .store(.providerUnknown(name: name)) }
        guard let driver = ProviderDriver.named(record.driver) else {
            throw .providerInvalid(name: name, reason: "there is no driver `\(record.driver)`")
        }
        guard let plaintext = try open(record.initialAccess, record: name, field: .initialAccess),
            let access = InitialAccess(plaintext: plaintext), let settings = ProviderSettings(plaintext: plaintext)
        else {
            throw .providerInvalid(
                name: name, reason: "its initial access or its settings are stored in an unknown form")
        }
        return Provider(
            name: name, driver: driver.configured(by: settings), address: record.address, issuer: record.issuer,
            initialAccess: access, settings: settings)
    }

    /// What a registration at `provider` must carry; fetches a token where that is how it works.
    func authorization(
        for provider: Provider, profile: ProviderProfile
    ) async throws(RegistrationError) -> RegistrationAuthorization {
        guard case .clientCredentials(let credentials) = provider.initialAccess else {
            return provider.standingAuthorization
        }
        guard let tokenEndpoint = profile.tokenEndpoint else {
            throw .initialAccessFailed(provider: provider.name, .endpointMissing(issuer: profile.issuer))
        }
        do {
            return .bearer(
                try await initialAccessTokens.token(
                    for: TokenRequest(endpoint: tokenEndpoint, credentials: credentials), provider: provider.name,
                    use: provider.driver.initialTokenUse, over: network.transport(for: provider)))
        } catch {
            throw .initialAccessFailed(provider: provider.name, error)
        }
    }
}
