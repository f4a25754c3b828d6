public import TollgateCatalogue

/// Identity providers.
extension Registrar {
    /// Tries a provider and adds it if it works.
    ///
    /// Its metadata is fetched and must name a registration endpoint; where an initial access token is obtained with
    /// client credentials, one is obtained. Nothing is registered.
    ///
    /// ```swift
    /// let profile = try await registrar.addProvider(
    ///     Provider(
    ///         name: "portal", driver: .keycloak, address: "https://idp.example/realms/portal",
    ///         initialAccess: .token(Secret(initialAccessToken))))
    /// ```
    ///
    /// - Parameters:
    ///   - provider: The provider.
    ///   - description: Its purpose, at most 2 000 characters. Default: empty.
    /// - Returns: The provider's metadata.
    /// - Throws: `RegistrationError.requestInvalid` for a description that cannot be shown; `.providerInvalid` if the
    ///   settings make no sense, or the metadata names another issuer or endpoints that must not be trusted;
    ///   `.providerExists` if the name is taken; `.discoveryFailed` if there is no usable metadata;
    ///   `.registrationUnsupported` if it names no registration endpoint; `.initialAccessFailed` if there is no initial
    ///   access token; `.sealing`; `.store`.
    @discardableResult
    public func addProvider(
        _ provider: Provider, description: String = ""
    ) async throws(RegistrationError) -> ProviderProfile {
        try await providerBook.add(provider, description: description)
    }

    /// Tries a provider and puts it in the place of the one of its name if it works.
    ///
    /// - Parameters:
    ///   - provider: The provider.
    ///   - description: Its purpose, at most 2 000 characters; `nil` keeps the old one.
    /// - Returns: The provider's metadata.
    /// - Throws: `RegistrationError.providerUnknown` if there is none of this name; `.requestInvalid` for a description
    ///   that cannot be shown, or if it is another issuer while clients are registered at the old one, since their
    ///   tokens name that; `.providerInvalid`, `.discoveryFailed`, `.registrationUnsupported`, `.initialAccessFailed`
    ///   and `.sealing` as ``addProvider(_:description:)``; `.store`.
    @discardableResult
    public func updateProvider(
        _ provider: Provider, description: String? = nil
    ) async throws(RegistrationError) -> ProviderProfile {
        try await providerBook.update(provider, description: description)
    }

    /// Registers a probe at a provider and deletes it again.
    ///
    /// Metadata and initial token are fetched again. The probe has a record like every client, so that it is found and
    /// deleted also if this is interrupted.
    ///
    /// - Parameters:
    ///   - name: The provider's name.
    ///   - clientType: The kind of client to try. Default: a service.
    ///   - scopes: The scopes to ask for, such as those of a product and a plan. Default: none.
    ///   - redirectURIs: The redirect URIs, for client types that need them.
    /// - Returns: The differences between the request and the answer, and whether they matter.
    /// - Throws: `RegistrationError.providerUnknown`, `.providerInvalid` or `.sealing` if the provider cannot be
    ///   opened; `.providerBusy` if too many wait for it; `.discoveryFailed`, `.registrationUnsupported` or
    ///   `.initialAccessFailed` if it does not get as far as the registration; `.requestInvalid` for metadata that
    ///   cannot be registered; `.refused` or `.notSent` if there is no probe; `.outcomeUnknown` or `.responseInvalid`
    ///   if one may be left there; `.clientTaken` if the provider answered with a client that is another's; `.store`.
    public func verifyProvider(
        _ name: String, clientType: ClientType = .backend, scopes: [String] = [], redirectURIs: [String] = []
    ) async throws(RegistrationError) -> ProviderVerification {
        try await probe.verify(name, clientType: clientType, scopes: scopes, redirectURIs: redirectURIs)
    }

    /// Returns the provider of this name with its settings and its initial access, whose secrets print as redacted.
    ///
    /// - Throws: `RegistrationError.providerUnknown` if there is none of this name; `.sealing` if its secrets do not
    ///   open; `.providerInvalid` if it was changed past the registrar; `.store`.
    public func provider(_ name: String) async throws(RegistrationError) -> Provider {
        try await providerBook.provider(name)
    }

    /// Returns the provider of this name, its secrets sealed.
    ///
    /// - Throws: `RegistrationError.providerUnknown` or `.store`.
    public func providerRecord(_ name: String) async throws(RegistrationError) -> ProviderRecord {
        try await providerBook.record(name)
    }

    /// Lists all providers, by name, their secrets sealed.
    ///
    /// - Throws: `RegistrationError.store`.
    public func providers() async throws(RegistrationError) -> [ProviderRecord] {
        try await providerBook.all()
    }

    /// Lists providers in parts, by name, their secrets sealed.
    ///
    /// - Throws: `RegistrationError.store`.
    public func providers(in window: ListWindow) async throws(RegistrationError) -> ListPage<ProviderRecord> {
        try await store.providers(in: window)
    }

    /// Removes a provider.
    ///
    /// - Parameter name: The provider's name.
    /// - Throws: `RegistrationError.providerInUse`, naming the clients and the products, as long as there are clients
    ///   whose state is not final, or offers; `.providerUnknown` if there is none of this name; `.store`.
    public func deleteProvider(_ name: String) async throws(RegistrationError) {
        try await providerBook.delete(name)
    }
}
