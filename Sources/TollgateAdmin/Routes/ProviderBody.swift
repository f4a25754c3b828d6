internal import TollgateRegistrar

/// A provider as a request describes it.
enum ProviderBody {
    private static let members: Set<String> = [
        "name", "provider_type", "driver", "issuer", "discovery_endpoint", "provider_config", "headers",
        "initial_access_token", "client_credentials", "desc",
    ]

    /// The provider, and its description where there is one.
    static func provider(_ body: BodyReader, name: String) throws(Problem) -> (Provider, description: String?) {
        try body.allow(members)
        let description = try body.optionalString("desc")
        let access = try initialAccess(body)
        switch try body.string("provider_type") {
        case ProviderType.oidc.rawValue:
            let driverName = try body.optionalString("driver") ?? ProviderDriver.other.name
            let drivers = ProviderDriver.builtIn.filter { $0.providerType == .oidc }
            guard let driver = drivers.first(where: { $0.name == driverName }) else {
                throw body.invalid("driver", "must be one of " + drivers.map(\.name).joined(separator: ", "))
            }
            let discovery = try body.optionalString("discovery_endpoint")
            let issuer = try body.optionalString("issuer")
            guard let address = discovery ?? issuer else {
                throw body.invalid("issuer", "is missing; or give its metadata as `discovery_endpoint`")
            }
            let provider = Provider(
                name: name, driver: driver, address: address,
                issuer: discovery == nil ? nil : try body.optionalString("issuer"), initialAccess: access,
                settings: try settings(body))
            return (provider, description)
        case ProviderType.httpBridge.rawValue:
            guard let configuration = try body.optionalObject("provider_config") else {
                throw body.invalid("provider_config", "is missing; a bridge needs its `base_url`")
            }
            for name in ["driver", "discovery_endpoint"] where try body.optionalString(name) != nil {
                throw body.invalid(name, "is for providers of the type oidc; a bridge has neither")
            }
            // First: a member that is misspelt says more than the one that is then missing.
            let settings = try settings(body, besides: "base_url")
            let provider = Provider(
                name: name, driver: .httpBridge, address: try configuration.string("base_url"),
                issuer: try body.optionalString("issuer"), initialAccess: access, settings: settings)
            return (provider, description)
        default:
            throw body.invalid(
                "provider_type", "must be one of " + ProviderType.allCases.map(\.rawValue).joined(separator: ", "))
        }
    }

    /// The members of `provider_config`, but for the one named.
    private static func settings(
        _ body: BodyReader, besides other: String? = nil
    ) throws(Problem) -> ProviderSettings {
        let members = try body.optionalObject("provider_config")?.members ?? [:]
        do {
            return try ProviderSettings(members: members.filter { $0.key != other && $0.value != .null })
        } catch {
            throw body.invalid("provider_config", "is not understood: \(error)")
        }
    }

    private static func initialAccess(_ body: BodyReader) throws(Problem) -> InitialAccess {
        var found: [InitialAccess] = []
        if let headers = try body.optionalObject("headers"), !headers.members.isEmpty {
            var fields: [SecretHeader] = []
            for name in headers.members.keys.sorted() {
                fields.append(SecretHeader(name: name, value: Secret(try headers.string(name))))
            }
            found.append(.headers(fields))
        }
        if let token = try body.optionalString("initial_access_token") { found.append(.token(Secret(token))) }
        if let credentials = try body.optionalObject("client_credentials") {
            found.append(.clientCredentials(try clientCredentials(credentials)))
        }
        guard found.count < 2 else {
            throw body.invalid(
                "headers", "excludes `initial_access_token` and `client_credentials`; one of them is used")
        }
        return found.first ?? .none
    }

    private static func clientCredentials(_ body: BodyReader) throws(Problem) -> ClientCredentials {
        try body.allow([
            "client_id", "client_secret", "private_key", "key_id", "scopes", "token_endpoint_auth_method",
        ])
        let authentication: ClientAuthentication
        switch try body.optionalString("token_endpoint_auth_method") ?? "client_secret_basic" {
        case "client_secret_basic": authentication = .secret(Secret(try body.string("client_secret")), method: .basic)
        case "client_secret_post": authentication = .secret(Secret(try body.string("client_secret")), method: .post)
        case "private_key_jwt":
            authentication = .privateKey(
                ClientKey(
                    keyID: try body.string("key_id"), privateKeyPEM: Secret(try body.string("private_key"))))
        default:
            throw body.invalid(
                "token_endpoint_auth_method",
                "must be one of client_secret_basic, client_secret_post, private_key_jwt")
        }
        return ClientCredentials(
            clientID: try body.string("client_id"), authentication: authentication,
            scopes: try body.optionalStrings("scopes") ?? [])
    }
}
