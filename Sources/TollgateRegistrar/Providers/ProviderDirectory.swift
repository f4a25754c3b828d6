internal import TollgateCatalogue
internal import TollgateConcurrency
internal import TollgateOutbound

/// The endpoints of each provider, remembered for a day.
final class ProviderDirectory: Sendable {
    /// The particulars of a provider on which the endpoints depend.
    ///
    /// The name is no part of it: another process on the same store may have given it to another provider meanwhile,
    /// which must not get its initial access token sent to the old one's endpoint.
    private struct Key: Hashable, Sendable {
        let address: [UInt8]
        let issuer: [UInt8]?
        let driver: String
        let connection: ConnectionSettings
        let trustedOrigins: [String]

        init(_ provider: Provider) {
            address = provider.address.exact
            issuer = provider.driver.providerType == .httpBridge ? provider.issuer?.exact : nil
            driver = provider.driver.name
            connection = provider.settings.connection
            trustedOrigins = provider.settings.trustedOrigins
        }
    }

    private struct Entry: Sendable {
        var profile: ProviderProfile
        var fetchedAt: Int64
        var usedAt: Int64
    }

    /// The time for which metadata is used without being fetched again: 24 h.
    static let lifetimeSeconds: Int64 = 86_400
    /// The most providers that are remembered; the one not used for longest makes room.
    static let maximumEntries = 128

    private let network: any ProviderNetwork
    private let entries = Lock<[Key: Entry]>([:])

    init(network: any ProviderNetwork) {
        self.network = network
    }

    /// Returns the profile of `provider`, remembered or fetched.
    func profile(of provider: Provider, now: Int64) async throws(RegistrationError) -> ProviderProfile {
        let key = Key(provider)
        let known = entries.withLock { entries -> ProviderProfile? in
            guard let entry = entries[key], now - entry.fetchedAt < Self.lifetimeSeconds else { return nil }
            entries[key]?.usedAt = now
            var profile = entry.profile
            profile.name = provider.name
            return profile
        }
        if let known { return known }
        let profile = try await fetch(provider)
        entries.withLock { entries in
            if entries.count >= Self.maximumEntries, entries[key] == nil,
                let oldest = entries.min(by: { $0.value.usedAt < $1.value.usedAt })?.key
            {
                entries[oldest] = nil
            }
            entries[key] = Entry(profile: profile, fetchedAt: now, usedAt: now)
        }
        return profile
    }

    /// Forgets a provider's metadata, because the provider is tried again or its endpoints moved.
    func forget(_ provider: Provider) {
        let key = Key(provider)
        entries.withLock { $0[key] = nil }
        let source = network.metadataSource(for: provider)
        guard !provider.isWellKnownURL else {
            return source.distrust(issuer: nil, discoveryURL: provider.address)
        }
        source.distrust(issuer: provider.address, discoveryURL: nil)
        for url in Discovery.urls(for: provider.address).dropFirst() {
            source.distrust(issuer: provider.address, discoveryURL: url)
        }
    }

    private func fetch(_ provider: Provider) async throws(RegistrationError) -> ProviderProfile {
        if provider.driver.providerType == .httpBridge { return Self.bridge(provider) }
        let metadata: ProviderMetadata
        do {
            metadata = try await find(provider)
        } catch {
            throw .discoveryFailed(provider: provider.name, error)
        }
        return try ProviderEndpoints(of: provider, metadata).profile()
    }

    /// Makes the profile of a bridge, which has no metadata: everything follows from its base URL.
    private static func bridge(_ provider: Provider) -> ProviderProfile {
        let base = provider.address.hasSuffix("/") ? String(provider.address.dropLast()) : provider.address
        return ProviderProfile(
            name: provider.name, driver: provider.driver.name, issuer: provider.issuer ?? base,
            registrationEndpoint: base + "/clients", tokenEndpoint: nil)
    }

    private func find(_ provider: Provider) async throws(DiscoveryError) -> ProviderMetadata {
        let source = network.metadataSource(for: provider)
        if provider.isWellKnownURL { return try await source.metadata(at: provider.address) }
        let first = try await source.metadata(issuer: provider.address, discoveryURL: nil)
        guard first.registrationEndpoint == nil, provider.driver.registrationPath == nil else { return first }
        // Some providers name the registration endpoint only in the RFC 8414 document, which is tried second.
        for url in Discovery.urls(for: provider.address).dropFirst() {
            if let other = try? await source.metadata(issuer: provider.address, discoveryURL: url),
                other.registrationEndpoint != nil
            {
                return other
            }
        }
        return first
    }
}
