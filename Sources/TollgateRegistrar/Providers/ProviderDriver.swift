/// What is known about how one kind of identity provider departs from RFC 7591 and RFC 7592.
///
/// A driver is data. The rules of the RFCs are the defaults; each driver stands in a file of its own and names only
/// what is different, so that no caller ever has to know.
public struct ProviderDriver: Hashable, Sendable {
    /// The stable name, as a configuration or database holds it.
    public let name: String
    /// The name as people write it.
    public let displayName: String
    /// A redirect URI for clients that have none, where the provider demands one from every client.
    public var placeholderRedirectURI: String?
    /// Whether a client gets only the scopes that it was registered with.
    public var enforcesRegisteredScopes = true
    /// Whether an update must repeat the current `client_secret` (RFC 7592 §2.2 leaves it open).
    public var sendsClientSecretInUpdates = false
    /// Whether a new secret in the answer to an update comes without `client_secret_expires_at`.
    public var omitsSecretExpiryInUpdates = false
    /// Grant types that the provider adds by habit and that mean nothing.
    public var addedGrantTypes: Set<String> = []
    /// Whether 401 to a deletion can only mean that the client is gone.
    public var unauthorizedDeleteMeansGone = false
    /// What to do about this provider's refusals; looked at before the common hints.
    public var hints: [RegistrationHint] = []

    /// A driver that follows the RFCs, to be changed from there.
    public init(name: String, displayName: String) {
        self.name = name
        self.displayName = displayName
    }

    /// The drivers that come with Tollgate.
    public static let builtIn: [ProviderDriver] = [.other, .keycloak, .glewlwyd]

    /// The built-in driver of this name.
    public static func named(_ name: String) -> ProviderDriver? {
        builtIn.first { $0.name == name }
    }

    /// The metadata as this provider wants it.
    func adapted(_ metadata: ClientMetadata) -> ClientMetadata {
        var metadata = metadata
        if metadata.redirectURIs.isEmpty, let placeholderRedirectURI {
            metadata.redirectURIs = [placeholderRedirectURI]
        }
        return metadata
    }
}
