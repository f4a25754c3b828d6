public import TollgateCatalogue

/// The departures of one kind of identity provider from RFC 7591 and RFC 7592.
///
/// A driver is data. The rules of the RFCs are the defaults; each driver stands in a file of its own and names only
/// what is different, so that no caller ever has to know.
public struct ProviderDriver: Hashable, Sendable {
    /// The stable name, as a configuration or database holds it.
    public let name: String
    /// The name as people write it.
    public let displayName: String

    // MARK: Where and with what right

    /// The protocol.
    public var providerType = ProviderType.oidc
    /// The path of the registration endpoint at the issuer's origin, where it is not to be looked up in the metadata.
    public var registrationPath: String?
    /// The origins beside that of the registration endpoint at which clients may be managed.
    public var trustedOrigins: [String] = []
    /// Whether clients may be managed over plain http at another machine.
    public var allowsPlainHTTP = false
    /// The scheme under which a static initial access token is sent.
    public var tokenScheme = "Bearer"
    /// The use that may be made of one initial access token.
    public var initialTokenUse = InitialTokenUse.reusable
    /// The right with which registered clients are managed.
    public var management = ClientManagement.registrationAccessToken
    /// The way in which a client gets a new secret.
    public var rotation = SecretRotation.unsupported

    // MARK: What is sent

    /// A redirect URI for clients that have none, where the provider demands one from every client.
    public var placeholderRedirectURI: String?
    /// Whether `redirect_uris` is sent also where it is empty.
    public var sendsEmptyRedirectURIs = false
    /// Whether `scope`, `software_id` and `software_version` are sent; some providers know no such members.
    public var sendsScopeAndSoftware = true
    /// Whether no two clients may have one name: then the name says the client type and the application too.
    public var namesAreUnique = false
    /// Whether the application, the products and the plans go along, in the member `metadata`.
    public var sendsReferences = false
    /// Scopes that clients may ask for and that are no member of theirs: naming one would be refused.
    public var unregisteredScopes: Set<String> = []
    /// Whether an update must repeat the current `client_secret` (RFC 7592 §2.2 leaves it open).
    public var sendsClientSecretInUpdates = false
    /// Whether each registration carries an `Idempotency-Key`, so that one that was not answered can be found again.
    public var sendsIdempotencyKey = false
    /// The `software_id` of every client, where a provider takes it for the name of a template.
    public var softwareID: String?
    /// Members that every client is registered with.
    public var additionalMembers: [String: JSONValue] = [:]
    /// The words for `application_type`.
    public var applicationTypes = ApplicationTypeVocabulary.openID
    /// The response types of a client that uses only client credentials, where the RFC's `[]` is not taken.
    public var serviceResponseTypes: [ResponseType]?

    /// Members that clients are registered with whatever a developer has set.
    public var requiredMembers: [String: JSONValue] = [:]
    /// Members that are never sent.
    public var omittedMembers: Set<String> = []

    /// Whether it fails where two requests come at once: then the registrar sends it one after the other.
    public var takesOneRequestAtATime = false

    // MARK: What comes back

    /// Whether a client gets only the scopes that it was registered with.
    public var enforcesRegisteredScopes = true
    /// Whether a client that names its scopes gets none of those that all clients get otherwise.
    public var withholdsDefaultScopes = false
    /// Whether a secret comes without `client_secret_expires_at`.
    public var omitsSecretExpiry = false
    /// Whether a new secret in the answer to an update comes without `client_secret_expires_at`.
    public var omitsSecretExpiryInUpdates = false
    /// Whether clients can be read at all.
    public var offersRead = true
    /// Whether a read shows the secret that the client has already, and never issues another one.
    public var repeatsSecretInReads = false
    /// Whether a mere read changes the secret and the registration access token.
    public var readRotatesCredentials = false
    /// Whether a new registration access token comes with an update and not with a read.
    public var renewsTokenInUpdates = false
    /// Whether an answer may have any status from 200 to 299, and leave out what the request said.
    public var answersLoosely = false
    /// Grant types that the provider adds by habit and that mean nothing.
    public var addedGrantTypes: Set<GrantType> = []
    /// The error codes that, beside 401, mean that the client does not exist.
    public var errorsMeaningGone: Set<String> = []
    /// The remedy where scopes are missing in the answer.
    public var scopeHint: String?
    /// The remedies for this provider's refusals, which go before the common ones.
    public var hints: [RegistrationHint] = []

    /// A driver that follows the RFCs, to be changed from there.
    public init(name: String, displayName: String) {
        self.name = name
        self.displayName = displayName
    }

    /// The drivers that come with Tollgate.
    public static let builtIn: [ProviderDriver] = [
        .other, .keycloak, .okta, .janssen, .curity, .graviteeAM, .glewlwyd, .httpBridge,
    ]

    /// Returns the built-in driver of this name; `nil` if there is none.
    public static func named(_ name: String) -> ProviderDriver? {
        builtIn.first { $0.name == name }
    }
}

/// The protocol that a provider speaks.
public enum ProviderType: String, CaseIterable, Hashable, Sendable {
    /// Discovery, RFC 7591 and RFC 7592, with a driver's departures.
    case oidc
    /// Tollgate's own small protocol for identity providers that have none: `POST /clients`, `PUT` and `DELETE`
    /// `/clients/{client_id}`, `POST /clients/{client_id}/rotate-secret`.
    case httpBridge = "http_bridge"
}

/// The right that a provider wants to see before a registered client is read, changed or deleted.
public enum ClientManagement: String, CaseIterable, Hashable, Sendable {
    /// The client's own registration access token, at its `registration_client_uri` (RFC 7592).
    case registrationAccessToken = "registration_access_token"
    /// The right that let the registration in, at the registration endpoint with the client's identifier appended.
    case initialAccess = "initial_access"
    /// An administrator's name and password (RFC 7617), at the registration endpoint with the client's identifier
    /// appended.
    case basic
}

/// The use that a provider lets be made of one initial access token.
public enum InitialTokenUse: String, Hashable, Sendable {
    /// As often as it is valid.
    case reusable
    /// Once: a fresh one is fetched for every registration.
    case single
}

extension ProviderDriver {
    /// RFC 7591 and RFC 7592 as written.
    public static let other = ProviderDriver(name: "other", displayName: "Other")
}
