internal import TollgateCatalogue

/// The settings and the initial access of a provider as they may be shown.
extension Provider {
    /// The settings, as a configuration has them; the password for managing clients, and the software statement, which
    /// is enough to register, are left out.
    package var shownSettings: [String: JSONValue] {
        var members = settings.members
        for name in ["management_password", "software_statement"] where members[name] != nil {
            members[name] = .string(Secret.redacted)
        }
        return members
    }

    /// The kind of initial access, and the parts of it that are no secret: names of headers, the identifier and the
    /// scopes of client credentials.
    package var shownInitialAccess: [String: JSONValue] {
        var members: [String: JSONValue] = ["kind": .string(initialAccess.kind)]
        switch initialAccess {
        case .none, .token: break
        case .headers(let headers): members["headers"] = .strings(headers.map(\.name))
        case .clientCredentials(let credentials):
            members["client_id"] = .string(credentials.clientID)
            members["scopes"] = .strings(credentials.scopes)
            members["token_endpoint_auth_method"] = .string(credentials.authentication.method.rawValue)
        }
        return members
    }
}

extension ClientAuthentication {
    fileprivate var method: TokenEndpointAuthMethod {
        switch self {
        case .secret(_, .basic): .clientSecretBasic
        case .secret(_, .post): .clientSecretPost
        case .privateKey: .privateKeyJWT
        }
    }
}
