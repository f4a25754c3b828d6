internal import TollgateCatalogue

/// The form in which a provider's initial access is sealed: JSON that never leaves this module unsealed.
extension InitialAccess {
    var plaintext: Secret {
        var members: [String: JSONValue] = ["kind": .string(kind)]
        switch self {
        case .none: break
        case .token(let token): members["token"] = .string(token.reveal())
        case .headers(let headers):
            members["headers"] = .array(
                headers.map { .object(["name": .string($0.name), "value": .string($0.value.reveal())]) })
        case .clientCredentials(let credentials): members.merge(credentials.plainMembers) { own, _ in own }
        }
        return Secret(String(decoding: JSONValue.object(members).text, as: UTF8.self))
    }

    /// Reads what `plaintext` gave; `nil` for a form that this version does not know.
    init?(plaintext: Secret) {
        guard let members = JSONValue(parsing: Array(plaintext.reveal().utf8))?.object else { return nil }
        switch members["kind"]?.string {
        case "none": self = .none
        case "token":
            guard let token = members["token"]?.string else { return nil }
            self = .token(Secret(token))
        case "headers":
            guard case .array(let values)? = members["headers"] else { return nil }
            var headers: [SecretHeader] = []
            for value in values {
                guard let name = value.object?["name"]?.string, let text = value.object?["value"]?.string else {
                    return nil
                }
                headers.append(SecretHeader(name: name, value: Secret(text)))
            }
            self = .headers(headers)
        case "client_credentials":
            guard let credentials = ClientCredentials(plainMembers: members) else { return nil }
            self = .clientCredentials(credentials)
        default: return nil
        }
    }
}

extension ClientCredentials {
    fileprivate var plainMembers: [String: JSONValue] {
        var members: [String: JSONValue] = ["id": .string(clientID), "scopes": .strings(scopes)]
        if !parameters.isEmpty { members["parameters"] = .object(parameters.mapValues(JSONValue.string)) }
        switch authentication {
        case .secret(let secret, let method):
            members["secret"] = .string(secret.reveal())
            members["method"] = .string(method.rawValue)
        case .privateKey(let key):
            members["method"] = .string(TokenEndpointAuthMethod.privateKeyJWT.rawValue)
            members["key_id"] = .string(key.keyID)
            members["private_key"] = .string(key.privateKeyPEM.reveal())
        }
        return members
    }

    fileprivate init?(plainMembers members: [String: JSONValue]) {
        guard let id = members["id"]?.string, let method = members["method"]?.string else { return nil }
        let authentication: ClientAuthentication
        if let method = ClientSecretMethod(rawValue: method), let secret = members["secret"]?.string {
            authentication = .secret(Secret(secret), method: method)
        } else if method == TokenEndpointAuthMethod.privateKeyJWT.rawValue, let keyID = members["key_id"]?.string,
            let pem = members["private_key"]?.string
        {
            authentication = .privateKey(AssertionKey(keyID: keyID, privateKeyPEM: Secret(pem)))
        } else {
            return nil
        }
        self.init(
            clientID: id, authentication: authentication, scopes: members["scopes"]?.words ?? [],
            parameters: (members["parameters"]?.object ?? [:]).compactMapValues(\.string))
    }
}
