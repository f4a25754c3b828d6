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
            let address = if let discovery { discovery } else { try body.string("issuer") }
            return (Provider(name: name, driver: driver, address: address, initialAccess: access), description)
        case ProviderType.httpBridge.rawValue:
            guard let settings = try body.optionalObject("provider_config") else {
                throw body.invalid("provider_config", "is missing; a bridge needs its `base_url`")
            }
            try settings.allow(["base_url"])
            let base = try settings.string("base_url")
            return (
                Provider(
                    name: name, driver: .httpBridge, address: base, issuer: try body.optionalString("issuer"),
                    initialAccess: access), description
            )
        default:
            throw body.invalid(
                "provider_type", "must be one of " + ProviderType.allCases.map(\.rawValue).joined(separator: ", "))
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
            try credentials.allow(["client_id", "client_secret", "scopes", "token_endpoint_auth_method"])
            let methods: [String: ClientSecretMethod] = ["client_secret_basic": .basic, "client_secret_post": .post]
            let name = try credentials.optionalString("token_endpoint_auth_method") ?? "client_secret_basic"
            guard let method = methods[name] else {
                throw credentials.invalid(
                    "token_endpoint_auth_method", "must be one of " + methods.keys.sorted().joined(separator: ", "))
            }
            found.append(
                .clientCredentials(
                    id: try credentials.string("client_id"), secret: Secret(try credentials.string("client_secret")),
                    scopes: try credentials.optionalStrings("scopes") ?? [], method: method))
        }
        guard found.count < 2 else {
            throw body.invalid(
                "headers", "excludes `initial_access_token` and `client_credentials`; one of them is used")
        }
        return found.first ?? .none
    }
}
