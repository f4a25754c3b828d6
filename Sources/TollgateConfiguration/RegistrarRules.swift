/// Which kinds of clients developers may have registered.
public struct RegistrarRules: Hashable, Sendable {
    /// A kind of client that the operator has made.
    public struct ClientType: Hashable, Sendable {
        /// The stable name.
        public var name: String
        /// The name that developers see.
        ///
        /// Default: the name.
        public var displayName: String
        /// What it is for.
        ///
        /// Default: nothing is said.
        public var description = ""
        /// The response types (RFC 7591 §2); `nil` for those that belong to the grant types.
        public var responseTypes: [ResponseType]?
        /// The grant types (RFC 7591 §2).
        public var grantTypes: [GrantType]
        /// How such a client proves who it is at the token endpoint.
        ///
        /// Default: `client_secret_basic`.
        public var tokenEndpointAuthMethod = TokenEndpointAuthMethod.clientSecretBasic
        /// What providers are told that it is.
        ///
        /// Default: nothing.
        public var wireName: WireName?
    }

    /// The kinds of applications that come with Tollgate.
    public enum ApplicationType: String, CaseIterable, Hashable, Sendable {
        /// Has a `client_id` of its owner's choice, and nothing that is registered.
        case simple
        /// Runs in a browser.
        case browser
        /// Has a server.
        case web
        /// Runs on a device.
        case native
        /// Calls APIs on its own behalf.
        case backendToBackend = "backend_to_backend"
    }

    /// The grant types that a client type may have.
    public enum GrantType: String, CaseIterable, Hashable, Sendable {
        /// RFC 6749 §4.1.
        case authorizationCode = "authorization_code"
        /// RFC 6749 §4.4.
        case clientCredentials = "client_credentials"
        /// RFC 6749 §4.2.
        case implicit
        /// RFC 6749 §4.3.
        case password
        /// RFC 6749 §6.
        case refreshToken = "refresh_token"
    }

    /// The response types that a client type may have.
    public enum ResponseType: String, CaseIterable, Hashable, Sendable {
        /// RFC 6749 §4.1.1.
        case code
        /// RFC 6749 §4.2.1.
        case token
        /// OpenID Connect Core 1.0 §3.2.
        case idToken = "id_token"
        /// OpenID Connect Core 1.0 §3.2.
        case idTokenToken = "id_token token"
        /// OpenID Connect Core 1.0 §3.3.
        case codeIDToken = "code id_token"
        /// OpenID Connect Core 1.0 §3.3.
        case codeToken = "code token"
        /// OpenID Connect Core 1.0 §3.3.
        case codeIDTokenToken = "code id_token token"
    }

    /// How clients prove who they are.
    public enum TokenEndpointAuthMethod: String, CaseIterable, Hashable, Sendable {
        /// With a secret in the `Authorization` header.
        case clientSecretBasic = "client_secret_basic"
        /// With a secret in the body.
        case clientSecretPost = "client_secret_post"
        /// With a key (RFC 7523).
        case privateKeyJWT = "private_key_jwt"
        /// Not at all: public clients.
        case none
    }

    /// `application_type` (OpenID Connect Dynamic Client Registration 1.0 §2), and Okta's two further words.
    public enum WireName: String, CaseIterable, Hashable, Sendable {
        /// A web application.
        case web
        /// A program on a device.
        case native
        /// A program in a browser; providers other than Okta are told `web`.
        case browser
        /// No user is involved; providers other than Okta are told nothing.
        case service
    }

    /// The kinds of applications that developers may choose.
    ///
    /// Default: all but `simple`.
    public var applicationTypes = ApplicationType.allCases.filter { $0 != .simple }
    /// Whether `implicit` may be had (RFC 9700 §2.1.2).
    ///
    /// Default: no.
    public var allowsImplicit = false
    /// Whether `password` may be had (RFC 9700 §2.4).
    ///
    /// Default: no.
    public var allowsPassword = false
    /// Whether browser and web applications may have redirect URIs on the developer's own machine.
    ///
    /// Default: no.
    public var allowsLoopbackRedirects = false
    /// The operator's own client types, beside the kinds of applications.
    ///
    /// Default: none.
    public var clientTypes: [ClientType] = []

    /// How often a provider must have refused to let a client be managed before the client counts as lost, each time
    /// after it was asked again.
    ///
    /// Default: 3 times; from 1 to 1 000.
    public var lostAfterRefusals = 3
    /// How long a provider must have refused, in seconds.
    ///
    /// Default: 1 h.
    public var lostAfterSeconds: Int64 = 3600

    /// The defaults.
    public init() {}
}
