internal import TollgateHTTP

/// What a provider said about itself when it was tried.
public struct ProviderProfile: Hashable, Sendable {
    /// The name under which it was added.
    public var name: String
    /// The driver's name.
    public var driver: String
    /// Its issuer identifier.
    public var issuer: String
    /// Where clients are registered.
    public var registrationEndpoint: String
    /// Where tokens are issued, if it says so.
    public var tokenEndpoint: String?
    /// Where clients' secrets are renewed, with `:client_id` in it, if it says so.
    public var renewSecretEndpoint: String?
    /// The names of members of its metadata that are there, but not as a string, and so count as absent.
    public var invalidMembers: Set<String>

    /// A profile with these parts.
    public init(
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

    /// Why there is no token endpoint, where the metadata has one that cannot be read.
    var tokenEndpointDefect: DiscoveryError? {
        guard tokenEndpoint == nil, invalidMembers.contains("token_endpoint") else { return nil }
        return .memberInvalid(place: "the metadata of \(issuer)", member: "token_endpoint", expected: "a string")
    }
}
