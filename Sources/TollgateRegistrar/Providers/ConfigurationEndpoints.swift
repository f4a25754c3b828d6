internal import TollgateOutbound

/// The places where registered clients are managed, and the right to it (RFC 7592 §1.3, §3).
struct ConfigurationEndpoints: Sendable {
    let access: ProviderAccess
    let credentials: CredentialSealer

    /// Finds the place where a registered client is managed; `nil` if the provider gave nothing to manage it with.
    ///
    /// - Throws: `RegistrationError.sealing` also where the token that is kept is bound to another origin;
    ///   `.discoveryFailed` or `.initialAccessFailed` where the registrar's own right manages clients.
    func endpoint(
        of record: ClientRecord, at provider: Provider
    ) async throws(RegistrationError) -> ClientConfigurationEndpoint? {
        guard let registration = record.registration else { return nil }
        let uri = registration.registrationClientURI
        let bound = try credentials.registrationAccessToken(of: record)
        guard bound?.isBound(to: uri) != false else { throw .sealing(.boxDamaged) }
        return try await endpoint(of: registration.clientID, uri: uri, token: bound?.token, at: provider)
    }

    /// Finds the place where a client is managed that a provider has just answered about.
    func endpoint(
        in response: RegistrationResponse, at provider: Provider
    ) async throws(RegistrationError) -> ClientConfigurationEndpoint? {
        try await endpoint(
            of: response.clientID, uri: response.registrationClientURI, token: response.registrationAccessToken,
            at: provider)
    }

    private func endpoint(
        of clientID: String, uri: String?, token: Secret?, at provider: Provider
    ) async throws(RegistrationError) -> ClientConfigurationEndpoint? {
        switch provider.driver.management {
        case .registrationAccessToken:
            guard let uri, let token else { return nil }
            return ClientConfigurationEndpoint(
                clientID: clientID, url: uri, token: token, authorization: provider.configuredAuthorization)
        case .initialAccess:
            let profile = try await access.profile(of: provider)
            return ClientConfigurationEndpoint(
                clientID: clientID, registrationEndpoint: profile.registrationEndpoint,
                authorization: try await access.authorization(for: provider, profile: profile))
        case .basic:
            let profile = try await access.profile(of: provider)
            return ClientConfigurationEndpoint(
                clientID: clientID, registrationEndpoint: profile.registrationEndpoint,
                authorization: provider.basicAuthorization)
        }
    }

    /// Finds the place where a client might be deleted whose registration access token is known, and whose place is
    /// not: under the registration endpoint, as with most providers (RFC 7592 Appendix B).
    ///
    /// It is for a client that could never be used. The token goes to no other place: the endpoint must be at an origin
    /// that the operator has named.
    func assumedEndpoint(
        in response: RegistrationResponse, at provider: Provider
    ) async -> ClientConfigurationEndpoint? {
        guard provider.driver.management == .registrationAccessToken, response.registrationClientURI == nil,
            let token = response.registrationAccessToken, !response.clientID.isEmpty,
            let profile = try? await access.profile(of: provider),
            let parts = URLParts(profile.registrationEndpoint), let named = URLParts(provider.address),
            parts.hasSameOrigin(as: named) || provider.settings.trusts(parts)
        else { return nil }
        var endpoint = ClientConfigurationEndpoint(
            clientID: response.clientID, registrationEndpoint: profile.registrationEndpoint,
            authorization: provider.configuredAuthorization)
        endpoint.token = token
        endpoint.isAssumed = true
        return endpoint
    }

    /// Makes a client of a provider whose errors hold no secret of the provider or of `record`.
    func client(of provider: Provider, about record: ClientRecord? = nil) -> DynamicRegistrationClient {
        var secrets = provider.secrets
        if let record {
            // What does not open is none of this request's business, and found when it is needed.
            let secret = try? credentials.clientSecret(of: record)
            let token = (try? credentials.registrationAccessToken(of: record))?.token
            secrets += [secret, token].compactMap(\.self)
        }
        return DynamicRegistrationClient(
            transport: access.transport(for: provider), driver: provider.driver, knownSecrets: secrets)
    }
}
