/// The way in which the registrar is let into a provider's registration endpoint (RFC 7591 §3, Appendix A).
public enum InitialAccess: Equatable, Sendable {
    /// Registration is open.
    case none
    /// An initial access token that an administrator of the provider made.
    case token(Secret)
    /// Header fields that go with every request to the provider's registration endpoint.
    case headers([SecretHeader])
    /// A token that the provider's token endpoint issues for client credentials.
    ///
    /// The scopes are the provider's, such as `dcr`, `dcr_admin` or `register_client`.
    case clientCredentials(ClientCredentials)

    /// Returns the initial access with a token that the provider's token endpoint issues for an identifier and a
    /// secret.
    ///
    /// - Parameters:
    ///   - id: The client's identifier.
    ///   - secret: Its secret.
    ///   - scopes: The scopes to ask for.
    ///   - method: The place of the secret in the request.
    /// - Returns: The initial access.
    public static func clientCredentials(
        id: String, secret: Secret, scopes: [String], method: ClientSecretMethod
    ) -> InitialAccess {
        .clientCredentials(
            ClientCredentials(clientID: id, authentication: .secret(secret, method: method), scopes: scopes))
    }

    /// The stable name of the kind, as a configuration has it.
    package var kind: String {
        switch self {
        case .none: "none"
        case .token: "token"
        case .headers: "headers"
        case .clientCredentials: "client_credentials"
        }
    }

    /// Every secret that the provider knows by it.
    var secrets: [Secret] {
        switch self {
        case .none: []
        case .token(let token): [token]
        case .headers(let headers): RegistrationAuthorization.headers(headers).secrets + headers.map(\.value)
        case .clientCredentials(let credentials):
            switch credentials.authentication {
            case .secret(let secret, _): [secret]
            // The provider has the public half.
            case .privateKey: []
            }
        }
    }

    /// The defect that makes it unusable, in words; `nil` if there is none.
    var defect: String? {
        switch self {
        case .none: nil
        case .token(let token): token.isVisibleASCII ? nil : "the initial access token is empty or not one word"
        case .headers(let headers):
            headers.first { !$0.isValid }.map { "the header `\(Redactor.clean($0.name))` cannot be sent" }
        case .clientCredentials(let credentials): credentials.defect
        }
    }
}
