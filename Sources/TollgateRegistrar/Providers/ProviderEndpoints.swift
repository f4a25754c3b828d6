internal import TollgateCatalogue
internal import TollgateOutbound

/// The endpoints that a provider's metadata names, and whether they may be trusted with what is sent there.
///
/// The initial access token, clients' secrets and assertions go to them, so that metadata must not be able to send
/// these elsewhere (CWE-918): not over plain http, and not to an origin that the operator has not named.
struct ProviderEndpoints {
    private let provider: Provider
    private let metadata: ProviderMetadata
    private let named: NamedOrigins

    /// The endpoints of a provider.
    ///
    /// - Parameters:
    ///   - provider: The provider as it is configured.
    ///   - metadata: The provider's metadata.
    init(of provider: Provider, _ metadata: ProviderMetadata) {
        self.provider = provider
        self.metadata = metadata
        named = NamedOrigins(
            [provider.address, provider.issuer].compactMap(\.self) + provider.settings.trustedOrigins,
            allowsHTTP: provider.settings.connection.allowsHTTP)
    }

    /// Returns the provider's profile.
    ///
    /// - Throws: `RegistrationError.registrationUnsupported` if there is no registration endpoint, `.discoveryFailed`
    ///   if it is no string, `.providerInvalid` if an endpoint must not be trusted.
    func profile() throws(RegistrationError) -> ProviderProfile {
        guard let registrationEndpoint = try registrationEndpoint() else {
            throw .registrationUnsupported(provider: provider.name, issuer: metadata.issuer)
        }
        try check(registrationEndpoint, "registration_endpoint")
        try check(metadata.tokenEndpoint, "token_endpoint")
        try check(metadata.registrationRenewSecretEndpoint, "registration_renew_secret_endpoint")
        return ProviderProfile(
            name: provider.name, driver: provider.driver.name, issuer: metadata.issuer,
            registrationEndpoint: registrationEndpoint, tokenEndpoint: metadata.tokenEndpoint,
            renewSecretEndpoint: metadata.registrationRenewSecretEndpoint,
            invalidMembers: metadata.invalidMembers)
    }

    private func registrationEndpoint() throws(RegistrationError) -> String? {
        if let path = provider.driver.registrationPath, let issuer = URLParts(metadata.issuer) {
            return issuer.origin + path
        }
        do {
            return try metadata.needed(\.registrationEndpoint, "registration_endpoint")
        } catch {
            throw .discoveryFailed(provider: provider.name, error)
        }
    }

    private func check(_ endpoint: String?, _ name: String) throws(RegistrationError) {
        guard let endpoint else { return }
        let reason: String
        switch named.standing(of: endpoint) {
        case .named: return
        case .foreign(let origin):
            reason =
                "its \(name) is at \(origin), which is not the provider's own origin: credentials are sent there only if"
                + " the setting `trusted_origins` of the provider names it"
        case .insecure:
            reason =
                "its \(name) `\(Redactor.clean(endpoint))` is plain http, where credentials are not sent; the setting"
                + " `allow_http` of the provider allows it"
        case .noURL: reason = "its \(name) `\(Redactor.clean(endpoint))` is not an absolute URL"
        }
        throw .providerInvalid(name: provider.name, reason: reason)
    }
}
