/// A provider as JSON describes it: the body of `POST /api/dcr_providers`, also where it stands in a file.
package struct ProviderDocument: Sendable {
    private static let members: Set<String> = [
        "name", "provider_type", "driver", "issuer", "discovery_endpoint", "provider_config", "headers",
        "initial_access_token", "client_credentials", "desc",
    ]

    /// The provider.
    package let provider: Provider
    /// Its purpose; `nil` if the document does not say.
    package let description: String?

    /// Reads a document.
    ///
    /// - Parameters:
    ///   - body: Its members.
    ///   - name: The provider's name, where it is known from elsewhere; then the document need not have it.
    /// - Throws: `DocumentError` for the first member that is unknown, missing or of another form, and for a name other
    ///   than `name`.
    package init(_ body: DocumentReader, name: String? = nil) throws(DocumentError) {
        let own = try body.optionalString("name")
        if let name, let own, name != own {
            throw body.invalid("name", "cannot be changed: products and credentials refer to it")
        }
        let known = if let name { name } else { try body.string("name") }
        try body.allow(Self.members)
        description = try body.optionalString("desc")
        provider = try Self.provider(body, name: known)
    }

    private static func provider(_ body: DocumentReader, name: String) throws(DocumentError) -> Provider {
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
            return Provider(
                name: name, driver: driver, address: address,
                issuer: discovery == nil ? nil : try body.optionalString("issuer"), initialAccess: access,
                settings: try settings(body))
        case ProviderType.httpBridge.rawValue:
            guard let configuration = try body.optionalObject("provider_config") else {
                throw body.invalid("provider_config", "is missing; a bridge needs its `base_url`")
            }
            for name in ["driver", "discovery_endpoint"] where try body.optionalString(name) != nil {
                throw body.invalid(name, "is for providers of the type oidc; a bridge has neither")
            }
            // First: a member that is misspelt says more than the one that is then missing.
            let settings = try settings(body, besides: "base_url")
            return Provider(
                name: name, driver: .httpBridge, address: try configuration.string("base_url"),
                issuer: try body.optionalString("issuer"), initialAccess: access, settings: settings)
        default:
            throw body.invalid(
                "provider_type", "must be one of " + ProviderType.allCases.map(\.rawValue).joined(separator: ", "))
        }
    }

    /// Reads the members of `provider_config`, but for the one named.
    private static func settings(
        _ body: DocumentReader, besides other: String? = nil
    ) throws(DocumentError) -> ProviderSettings {
        let members = try body.optionalObject("provider_config")?.members ?? [:]
        do {
            return try ProviderSettings(members: members.filter { $0.key != other && $0.value != .null })
        } catch {
            throw body.invalid("provider_config", "is not understood: \(error)")
        }
    }

    private static func initialAccess(_ body: DocumentReader) throws(DocumentError) -> InitialAccess {
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

    private static func clientCredentials(_ body: DocumentReader) throws(DocumentError) -> ClientCredentials {
        try body.allow([
            "client_id", "client_secret", "private_key", "key_id", "scopes", "token_endpoint_auth_method",
        ])
        let authentication: ClientAuthentication
        switch try body.optionalString("token_endpoint_auth_method") ?? "client_secret_basic" {
        case "client_secret_basic": authentication = .secret(Secret(try body.string("client_secret")), method: .basic)
        case "client_secret_post": authentication = .secret(Secret(try body.string("client_secret")), method: .post)
        case "private_key_jwt":
            authentication = .privateKey(
                AssertionKey(
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
