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

    /// A profile with these parts.
    public init(
        name: String, driver: String, issuer: String, registrationEndpoint: String, tokenEndpoint: String?,
        renewSecretEndpoint: String? = nil
    ) {
        self.name = name
        self.driver = driver
        self.issuer = issuer
        self.registrationEndpoint = registrationEndpoint
        self.tokenEndpoint = tokenEndpoint
        self.renewSecretEndpoint = renewSecretEndpoint
    }
}
