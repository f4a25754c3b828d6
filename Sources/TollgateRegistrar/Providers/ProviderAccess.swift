/// The way to providers: the places of their endpoints, and the right that lets the registrar in.
struct ProviderAccess: Sendable {
    private let network: any ProviderNetwork
    private let directory: ProviderDirectory
    private let initialAccessTokens: InitialAccessTokens
    private let now: @Sendable () -> Int64

    /// Access over a network, with nothing remembered yet.
    ///
    /// - Parameters:
    ///   - network: Reaches the providers.
    ///   - now: The time in Unix seconds.
    init(network: any ProviderNetwork, now: @escaping @Sendable () -> Int64) {
        self.network = network
        directory = ProviderDirectory(network: network)
        initialAccessTokens = InitialAccessTokens(now: now)
        self.now = now
    }

    /// Returns the way to a provider's registration and token endpoints.
    func transport(for provider: Provider) -> any HTTPTransport {
        network.transport(for: provider)
    }

    /// Returns a provider's profile, remembered or fetched.
    ///
    /// - Throws: `RegistrationError.discoveryFailed`, `.registrationUnsupported` or `.providerInvalid`.
    func profile(of provider: Provider) async throws(RegistrationError) -> ProviderProfile {
        try await directory.profile(of: provider, now: now())
    }

    /// Returns the right that a registration must carry; fetches a token where the provider wants one (RFC 7591 §3).
    ///
    /// - Parameters:
    ///   - provider: The provider.
    ///   - profile: Its metadata.
    /// - Returns: The right.
    /// - Throws: `RegistrationError.initialAccessFailed` or `.discoveryFailed`.
    func authorization(
        for provider: Provider, profile: ProviderProfile
    ) async throws(RegistrationError) -> RegistrationAuthorization {
        guard case .clientCredentials(let credentials) = provider.initialAccess else {
            return provider.configuredAuthorization
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

    /// Forgets a provider's metadata: its endpoints may have moved.
    func forgetProfile(of provider: Provider) {
        directory.forget(provider)
    }

    /// Forgets a provider's initial access token: it was refused.
    func forgetInitialAccess(to provider: Provider) {
        initialAccessTokens.forget(provider: provider.name)
    }
}
