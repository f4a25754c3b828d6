internal import TollgateCatalogue

/// Adding, listing and removing providers.
extension Registrar {
    /// Tries a provider and adds it if it works.
    ///
    /// Its metadata is fetched and must name a registration endpoint; where an initial access token is obtained with
    /// client credentials, one is obtained. Nothing is registered.
    ///
    /// - Parameters:
    ///   - provider: The provider.
    ///   - description: What it is for.
    /// - Returns: What it said about itself.
    /// - Throws: `RegistrationError`, which says what was tried and what came of it.
    @discardableResult
    public func addProvider(
        _ provider: Provider, description: String = ""
    ) async throws(RegistrationError) -> ProviderProfile {
        try Self.check(provider, description)
        let existing = try await stored { store throws(ClientStoreError) in
            try await store.provider(named: provider.name)
        }
        guard existing == nil else { throw .store(.providerExists(name: provider.name)) }
        let (record, profile) = try await tried(provider, description: description)
        try await stored { store throws(ClientStoreError) in try await store.insert(record) }
        return profile
    }

    /// Tries a provider and puts it in the place of the one of its name if it works.
    ///
    /// - Parameters:
    ///   - provider: The provider.
    ///   - description: What it is for; `nil` keeps what was said.
    /// - Returns: What it said about itself.
    /// - Throws: `RegistrationError`; `.requestInvalid` if it is another issuer while clients are registered at the
    ///   old one, since their tokens name that.
    @discardableResult
    public func updateProvider(
        _ provider: Provider, description: String? = nil
    ) async throws(RegistrationError) -> ProviderProfile {
        try Self.check(provider, description)
        let old = try await providerRecord(provider.name)
        let (record, profile) = try await tried(provider, description: description ?? old.description)
        if record.issuer.exact != old.issuer.exact {
            let clients = try await clients().filter { $0.provider.exact == old.name.exact && !$0.state.isFinal }
            guard clients.isEmpty else {
                throw .requestInvalid(
                    reason: "the provider `\(old.name)` has clients of the issuer \(Redactor.clean(old.issuer)); add"
                        + " \(Redactor.clean(record.issuer)) under another name")
            }
        }
        try await stored { store throws(ClientStoreError) in try await store.replace(record) }
        return profile
    }

    /// The provider of this name, its secrets sealed.
    ///
    /// - Throws: `RegistrationError.store` with `ClientStoreError.providerUnknown`.
    public func providerRecord(_ name: String) async throws(RegistrationError) -> ProviderRecord {
        let found = try await stored { store throws(ClientStoreError) in try await store.provider(named: name) }
        guard let found else { throw .store(.providerUnknown(name: name)) }
        return found
    }

    private static func check(_ provider: Provider, _ description: String?) throws(RegistrationError) {
        guard PlainText.isDescription(description ?? "") else {
            throw .requestInvalid(reason: "a description has \(PlainText.descriptionRule)")
        }
        if let defect = provider.defect { throw .providerInvalid(name: provider.name, reason: defect) }
        guard ProviderDriver.named(provider.driver.name) == provider.driver else {
            throw .providerInvalid(name: provider.name, reason: "there is no driver `\(provider.driver.name)`")
        }
    }

    /// Asks a provider for its metadata and, where one is needed, for an initial access token.
    private func tried(
        _ provider: Provider, description: String
    ) async throws(RegistrationError) -> (ProviderRecord, ProviderProfile) {
        directory.forget(provider)
        let profile = try await directory.profile(of: provider, now: now())
        if let issuer = provider.issuer, issuer != profile.issuer {
            throw .providerInvalid(
                name: provider.name,
                reason: "its metadata is of the issuer \(Redactor.clean(profile.issuer)), not of"
                    + " \(Redactor.clean(issuer))")
        }
        _ = try await authorization(for: provider, profile: profile)
        let sealed: SealedSecret
        do {
            sealed = try sealer.seal(provider.plaintext, record: provider.name, field: .initialAccess)
        } catch {
            throw .sealing(error)
        }
        return (
            ProviderRecord(
                name: provider.name, driver: provider.driver.name, description: description,
                address: provider.address, issuer: profile.issuer, initialAccess: sealed, createdAt: now()),
            profile
        )
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

    /// The provider of this name with its settings and its initial access, whose secrets print as redacted.
    ///
    /// - Throws: `RegistrationError.store` with `ClientStoreError.providerUnknown`, or `.sealing`.
    public func provider(_ name: String) async throws(RegistrationError) -> Provider {
        let record = try await providerRecord(name)
        guard let driver = ProviderDriver.named(record.driver) else {
            throw .providerInvalid(name: name, reason: "there is no driver `\(record.driver)`")
        }
        guard let plaintext = try open(record.initialAccess, record: name, field: .initialAccess),
            let access = InitialAccess(plaintext: plaintext), let settings = ProviderSettings(plaintext: plaintext)
        else {
            throw .providerInvalid(
                name: name, reason: "its initial access or its settings are stored in an unknown form")
        }
        guard Provider.isSealed(plaintext, for: record) else {
            throw .providerInvalid(
                name: name,
                reason: "the database has another address or driver than the one it was added with, past the registrar;"
                    + " update the provider")
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
            if let defect = profile.tokenEndpointDefect { throw .discoveryFailed(provider: provider.name, defect) }
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
