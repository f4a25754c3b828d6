/// The kind of program that an application is, which decides the grants that its clients may have.
///
/// The raw value is the word of configurations and of the registrar's API.
public enum ApplicationType: String, CaseIterable, Codable, Hashable, Sendable {
    /// A client that is not registered by Tollgate: its owner knows an identifier and nothing more.
    case simple
    /// A program that runs in a browser and cannot keep a secret.
    case browser
    /// A web application with a server that keeps a secret.
    case web
    /// A program on a device, which cannot keep a secret.
    case native
    /// A service that calls APIs on its own behalf.
    case backendToBackend = "backend_to_backend"

    /// The name that developers see.
    public var displayName: String {
        switch self {
        case .simple: "Simple"
        case .browser: "Browser"
        case .web: "Web"
        case .native: "Native"
        case .backendToBackend: "Backend to backend"
        }
    }

    /// The grant types that its clients may have, in the order in which response types follow from them.
    public var grantTypes: [GrantType] {
        switch self {
        case .simple: []
        case .browser: [.authorizationCode, .implicit]
        case .web: [.authorizationCode, .refreshToken, .implicit]
        case .native: [.authorizationCode, .refreshToken, .password, .implicit]
        case .backendToBackend: [.clientCredentials]
        }
    }

    /// The grant types that its clients have where none are chosen.
    public var defaultGrantTypes: [GrantType] {
        switch self {
        case .simple: []
        case .browser, .web, .native: [.authorizationCode]
        case .backendToBackend: [.clientCredentials]
        }
    }

    /// The grant types that its clients cannot be without.
    public var mandatoryGrantTypes: [GrantType] {
        switch self {
        case .simple, .browser: []
        case .web, .native: [.authorizationCode]
        case .backendToBackend: [.clientCredentials]
        }
    }

    /// The way in which its clients authenticate.
    ///
    /// A program that its users hold in their hands has nothing to do that with, and uses PKCE (RFC 9700 §2.1.1).
    public var tokenEndpointAuthMethod: TokenEndpointAuthMethod {
        switch self {
        case .simple, .browser, .native: .none
        case .web, .backendToBackend: .clientSecretBasic
        }
    }

    /// The `application_type` that its clients are registered with; `nil` where no user is involved.
    public var registeredType: RegisteredApplicationType? {
        switch self {
        case .simple, .backendToBackend: nil
        case .browser, .web: .web
        case .native: .native
        }
    }

    /// One sentence for developers who have to choose.
    package var summary: String {
        switch self {
        case .simple: "A client that is registered elsewhere."
        case .browser: "A program in a browser, which cannot keep a secret."
        case .web: "A web application whose server keeps a secret."
        case .native: "A program on a device, which cannot keep a secret."
        case .backendToBackend: "A service that calls APIs on its own behalf and can keep a secret."
        }
    }
}
