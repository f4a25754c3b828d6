/// A kind of client that developers may choose: what it may do, and how it authenticates.
///
/// Whether it is free of contradictions is checked where clients are registered.
public struct ClientType: Codable, Hashable, Sendable {
    /// The stable name.
    public var name: String
    /// The name that developers see.
    public var displayName: String
    /// Its purpose.
    public var description: String
    /// The response types (RFC 7591 §2); none for a client that never sees a browser.
    public var responseTypes: [ResponseType]
    /// The grant types (RFC 7591 §2).
    public var grantTypes: [GrantType]
    /// The way in which it authenticates at the token endpoint.
    public var tokenEndpointAuthMethod: TokenEndpointAuthMethod
    /// The `application_type`, for providers that want one.
    public var applicationType: RegisteredApplicationType?
    /// Whether its redirect URIs may point to the developer's own machine, which those of native applications always
    /// may.
    ///
    /// Default: no.
    public var allowsLoopbackRedirects: Bool

    /// A client type with these parts.
    public init(
        name: String, displayName: String, description: String, responseTypes: [ResponseType],
        grantTypes: [GrantType], tokenEndpointAuthMethod: TokenEndpointAuthMethod,
        applicationType: RegisteredApplicationType? = nil,
        allowsLoopbackRedirects: Bool = false
    ) {
        self.name = name
        self.displayName = displayName
        self.description = description
        self.responseTypes = responseTypes
        self.grantTypes = grantTypes
        self.tokenEndpointAuthMethod = tokenEndpointAuthMethod
        self.applicationType = applicationType
        self.allowsLoopbackRedirects = allowsLoopbackRedirects
    }

    /// Reads a client type, also one that an earlier version has written.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            name: try container.decode(String.self, forKey: .name),
            displayName: try container.decode(String.self, forKey: .displayName),
            description: try container.decode(String.self, forKey: .description),
            responseTypes: try container.decode([ResponseType].self, forKey: .responseTypes),
            grantTypes: try container.decode([GrantType].self, forKey: .grantTypes),
            tokenEndpointAuthMethod: try container.decode(
                TokenEndpointAuthMethod.self, forKey: .tokenEndpointAuthMethod),
            applicationType: try container.decodeIfPresent(
                RegisteredApplicationType.self, forKey: .applicationType),
            allowsLoopbackRedirects: try container.decodeIfPresent(Bool.self, forKey: .allowsLoopbackRedirects)
                ?? false)
    }

    /// A service that calls APIs on its own behalf: client credentials, with a secret.
    public static let backend = ClientType(
        name: "backend", displayName: "Backend to backend",
        description: "A service that calls APIs on its own behalf and can keep a secret.", responseTypes: [],
        grantTypes: [.clientCredentials], tokenEndpointAuthMethod: .clientSecretBasic)

    /// The name that a client type is kept under: `backend_to_backend`, as the application type is called, means
    /// `backend`.
    package static func storedName(of name: String) -> String {
        name == ApplicationType.backendToBackend.rawValue ? backend.name : name
    }

    /// Whether a user is sent through the client's redirect URI (RFC 7591 §2: such clients must register theirs).
    public var needsRedirectURI: Bool {
        grantTypes.contains(where: \.usesRedirectURI)
    }
}
