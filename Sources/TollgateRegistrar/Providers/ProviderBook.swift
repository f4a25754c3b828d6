internal import TollgateCatalogue

/// The providers of a store: adds them once they have been tried, opens them, and removes them.
struct ProviderBook: Sendable {
    let store: any ClientStore
    let sealer: SecretSealer
    let access: ProviderAccess
    let now: @Sendable () -> Int64

    /// Tries a provider and adds it, as ``Registrar/addProvider(_:description:)``.
    func add(_ provider: Provider, description: String) async throws(RegistrationError) -> ProviderProfile {
        try Self.check(provider, description)
        let existing = try await store.provider(named: provider.name)
        guard existing == nil else { throw .providerExists(name: provider.name) }
        let (record, profile) = try await tried(provider, description: description)
        try await store.insert(record)
        return profile
    }

    /// Tries a provider and replaces it, as ``Registrar/updateProvider(_:description:)``.
    func update(_ provider: Provider, description: String?) async throws(RegistrationError) -> ProviderProfile {
        try Self.check(provider, description)
        let old = try await self.record(provider.name)
        let (record, profile) = try await tried(provider, description: description ?? old.description)
        if record.issuer.exact != old.issuer.exact {
            let records = try await store.clients()
            let clients = records.filter { $0.provider.exact == old.name.exact && !$0.state.isFinal }
            guard clients.isEmpty else {
                throw .requestInvalid(
                    reason: "the provider `\(old.name)` has clients of the issuer \(Redactor.clean(old.issuer)); add"
                        + " \(Redactor.clean(record.issuer)) under another name")
            }
        }
        try await store.replace(record)
        return profile
    }

    /// Returns the provider of this name, its secrets sealed.
    ///
    /// - Throws: `RegistrationError.providerUnknown` or `.store`.
    func record(_ name: String) async throws(RegistrationError) -> ProviderRecord {
        let found = try await store.provider(named: name)
        guard let found else { throw .providerUnknown(name: name) }
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
        access.forgetProfile(of: provider)
        let profile = try await access.profile(of: provider)
        if let issuer = provider.issuer, issuer != profile.issuer {
            throw .providerInvalid(
                name: provider.name,
                reason: "its metadata is of the issuer \(Redactor.clean(profile.issuer)), not of"
                    + " \(Redactor.clean(issuer))")
        }
        _ = try await access.authorization(for: provider, profile: profile)
        let record = ProviderRecord(
            name: provider.name, driver: provider.driver.name, description: description, address: provider.address,
            issuer: profile.issuer, initialAccess: try seal(provider.plaintext, of: provider.name), createdAt: now())
        return (record, profile)
    }

    /// Lists all providers, by name, their secrets sealed.
    func all() async throws(RegistrationError) -> [ProviderRecord] {
        try await store.providers()
    }

    /// Removes a provider.
    ///
    /// - Throws: `RegistrationError.providerInUse`, `.providerUnknown` or `.store`.
    func delete(_ name: String) async throws(RegistrationError) {
        try await store.deleteProvider(named: name)
    }

    /// Opens the provider of this name.
    ///
    /// - Throws: `RegistrationError.providerUnknown`, `.sealing`, `.store`, or `.providerInvalid` if it was changed
    ///   past the registrar.
    func provider(_ name: String) async throws(RegistrationError) -> Provider {
        let record = try await record(name)
        guard let driver = ProviderDriver.named(record.driver) else {
            throw .providerInvalid(name: name, reason: "there is no driver `\(record.driver)`")
        }
        let plaintext = try open(record)
        guard let initialAccess = InitialAccess(plaintext: plaintext),
            let settings = ProviderSettings(plaintext: plaintext)
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
            initialAccess: initialAccess, settings: settings)
    }

    /// Seals the initial access of a provider again with the current key.
    ///
    /// - Throws: `RegistrationError.sealing` if it does not open with any key at hand; `.providerUnknown` if it was
    ///   removed meanwhile; `.store`.
    func reseal(_ record: ProviderRecord) async throws(RegistrationError) {
        var resealed = record
        resealed.initialAccess = try seal(try open(record), of: record.name)
        try await store.replace(resealed)
    }

    /// Finds out whether the keys at hand open what is kept, by one secret of each provider.
    ///
    /// - Throws: `RegistrationError.sealing`, which names the key that is missing; `.store`.
    func checkSealingKeys() async throws(RegistrationError) {
        for record in try await all() { _ = try open(record) }
    }

    private func open(_ record: ProviderRecord) throws(RegistrationError) -> Secret {
        do {
            return try sealer.open(record.initialAccess, record: record.name, field: .initialAccess)
        } catch {
            throw .sealing(error)
        }
    }

    private func seal(_ plaintext: Secret, of name: String) throws(RegistrationError) -> SealedSecret {
        do {
            return try sealer.seal(plaintext, record: name, field: .initialAccess)
        } catch {
            throw .sealing(error)
        }
    }
}
