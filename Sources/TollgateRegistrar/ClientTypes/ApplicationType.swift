/// What kind of program an application is, which decides the grants that it may have.
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

    /// The grant types that it may have, in the order in which response types follow from them.
    public var grantTypes: [String] {
        switch self {
        case .simple: []
        case .browser: ["authorization_code", "implicit"]
        case .web: ["authorization_code", "refresh_token", "implicit"]
        case .native: ["authorization_code", "refresh_token", "password", "implicit"]
        case .backendToBackend: ["client_credentials"]
        }
    }

    /// The grant types that it has where none are chosen.
    public var defaultGrantTypes: [String] {
        switch self {
        case .simple: []
        case .browser, .web, .native: ["authorization_code"]
        case .backendToBackend: ["client_credentials"]
        }
    }

    /// The grant types that it cannot be without.
    public var mandatoryGrantTypes: [String] {
        switch self {
        case .simple, .browser: []
        case .web, .native: ["authorization_code"]
        case .backendToBackend: ["client_credentials"]
        }
    }

    /// How it proves who it is: a program that its users hold in their hands has nothing to prove it with, and uses
    /// PKCE (RFC 9700 §2.1.1).
    public var tokenEndpointAuthMethod: TokenEndpointAuthMethod {
        switch self {
        case .simple, .browser, .native: .none
        case .web, .backendToBackend: .clientSecretBasic
        }
    }

    /// `application_type` as providers know it, `web` or `native`; `nil` where no user is involved.
    public var wireName: String? {
        switch self {
        case .simple, .backendToBackend: nil
        case .browser, .web: "web"
        case .native: "native"
        }
    }

    var summary: String {
        switch self {
        case .simple: "A client that is registered elsewhere."
        case .browser: "A program in a browser, which cannot keep a secret."
        case .web: "A web application whose server keeps a secret."
        case .native: "A program on a device, which cannot keep a secret."
        case .backendToBackend: "A service that calls APIs on its own behalf and can keep a secret."
        }
    }
}
