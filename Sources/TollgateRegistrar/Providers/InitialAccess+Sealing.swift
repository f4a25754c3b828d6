/// The form in which a provider's initial access is sealed: JSON that never leaves this module unsealed.
extension InitialAccess {
    var plaintext: Secret {
        let members: [String: JSONValue] =
            switch self {
            case .none: ["kind": .string("none")]
            case .token(let token): ["kind": .string("token"), "token": .string(token.reveal())]
            case .headers(let headers):
                [
                    "kind": .string("headers"),
                    "headers": .array(
                        headers.map {
                            .object(["name": .string($0.name), "value": .string($0.value.reveal())])
                        }),
                ]
            case .clientCredentials(let id, let secret, let scopes, let method):
                [
                    "kind": .string("client_credentials"), "id": .string(id), "secret": .string(secret.reveal()),
                    "scopes": .strings(scopes), "method": .string(method.rawValue),
                ]
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
            guard let id = members["id"]?.string, let secret = members["secret"]?.string,
                let method = members["method"]?.string.flatMap(ClientSecretMethod.init(rawValue:))
            else { return nil }
            let scopes = members["scopes"]?.words ?? []
            self = .clientCredentials(id: id, secret: Secret(secret), scopes: scopes, method: method)
        default: return nil
        }
    }
}
