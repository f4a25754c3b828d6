internal import TollgateOutbound

/// The part of a provider's metadata that the registrar uses.
public struct ProviderProfile: Hashable, Sendable {
    /// The name under which it was added.
    public var name: String
    /// The driver's name.
    package var driver: String
    /// Its issuer identifier.
    public var issuer: String
    /// The registration endpoint.
    public var registrationEndpoint: String
    /// The token endpoint, if it names one.
    public var tokenEndpoint: String?
    /// The URL at which clients' secrets are renewed, with `:client_id` in it, if the provider names one.
    package var renewSecretEndpoint: String?
    /// The names of members of its metadata that are there, but not as a string, and so count as absent.
    package var invalidMembers: Set<String>

    /// A profile with these parts.
    package init(
        name: String, driver: String, issuer: String, registrationEndpoint: String, tokenEndpoint: String?,
        renewSecretEndpoint: String? = nil, invalidMembers: Set<String> = []
    ) {
        self.name = name
        self.driver = driver
        self.issuer = issuer
        self.registrationEndpoint = registrationEndpoint
        self.tokenEndpoint = tokenEndpoint
        self.renewSecretEndpoint = renewSecretEndpoint
        self.invalidMembers = invalidMembers
    }

    /// The reason why there is no token endpoint, where the metadata has one that cannot be read.
    var tokenEndpointDefect: DiscoveryError? {
        guard tokenEndpoint == nil, invalidMembers.contains("token_endpoint") else { return nil }
        return .memberInvalid(place: "the metadata of \(issuer)", member: "token_endpoint", expected: "a string")
    }
}
