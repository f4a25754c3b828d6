internal import TollgateRegistrar

/// The schemas of what is sent.
enum OpenAPIBodies {
    static let all: [String: JSONValue] = [
        "NewProvider": OpenAPITypes.body(provider, required: ["name", "provider_type"]),
        "ProviderChange": OpenAPITypes.body(provider, required: ["provider_type"]),
        "NewVerification": OpenAPITypes.body(["scopes": OpenAPITypes.scopes]),
        "ProductChange": OpenAPITypes.body(["auth": OpenAPITypes.body(["dcr": offer])], required: ["auth"]),
        "NewApplication": OpenAPITypes.body(
            ["name": OpenAPITypes.name, "desc": OpenAPITypes.description, "owner": OpenAPITypes.name],
            required: ["name"]),
        "ApplicationChange": OpenAPITypes.body(["name": OpenAPITypes.name, "desc": OpenAPITypes.description]),
        "NewAccessRequest": OpenAPITypes.body(
            [
                "application_id": OpenAPITypes.text, "product_id": OpenAPITypes.text, "plan_id": OpenAPITypes.text,
                "client_type": OpenAPITypes.text, "redirect_uris": OpenAPITypes.wordsOrText,
                "starts_at": OpenAPITypes.time, "ends_at": OpenAPITypes.time,
            ], required: ["application_id", "product_id", "plan_id"]),
        "Rejection": OpenAPITypes.body(["reason": OpenAPITypes.reason], required: ["reason"]),
        "CredentialChange": OpenAPITypes.body([
            "redirect_uris": OpenAPITypes.wordsOrText, "metadata": metadata,
        ]),
        "SubscriptionChange": OpenAPITypes.body([
            "plan_id": OpenAPITypes.text, "starts_at": OpenAPITypes.time, "ends_at": OpenAPITypes.time,
        ]),
        "NewToken": OpenAPITypes.body(
            ["role": OpenAPITypes.choice(APIToken.Role.allCases.map(\.rawValue)), "owner": OpenAPITypes.name],
            required: ["role", "owner"]),
    ]

    private static let provider: [String: JSONValue] = [
        "name": OpenAPITypes.name, "provider_type": OpenAPITypes.choice(ProviderType.allCases.map(\.rawValue)),
        "driver": OpenAPITypes.choice(ProviderDriver.builtIn.filter { $0.providerType == .oidc }.map(\.name)),
        "issuer": OpenAPITypes.text, "discovery_endpoint": OpenAPITypes.text, "provider_config": configuration,
        "headers": headers, "initial_access_token": OpenAPITypes.matching("^[!-~]+$"),
        "client_credentials": clientCredentials, "desc": OpenAPITypes.description,
    ]

    /// `null` ends the offer.
    private static let offer = OpenAPITypes.body(
        [
            "dcr_provider_id": OpenAPITypes.text, "client_types": OpenAPITypes.wordsOrText,
            "auto_approve": OpenAPITypes.flag,
        ], required: ["dcr_provider_id"])

    private static let configuration = OpenAPITypes.body([
        "base_url": OpenAPITypes.text, "allow_http": OpenAPITypes.flag, "use_proxy": OpenAPITypes.flag,
        "ca_file": OpenAPITypes.text, "client_certificate_file": OpenAPITypes.text,
        "client_key_file": OpenAPITypes.text, "insecure_skip_verify": OpenAPITypes.flag,
        "software_id": OpenAPITypes.text, "renew_secret_method": OpenAPITypes.text,
        "renew_secret_endpoint": OpenAPITypes.text, "renew_secrets": OpenAPITypes.flag,
        "software_statement": OpenAPITypes.text, "trusted_origins": OpenAPITypes.words,
        "management": OpenAPITypes.choice(ClientManagement.allCases.map(\.rawValue)),
        "management_username": OpenAPITypes.text, "management_password": OpenAPITypes.text,
        "metadata": OpenAPITypes.body(["omit": OpenAPITypes.words, "set": OpenAPITypes.anything]),
    ])

    /// RFC 9110 §5.1, §5.5.
    private static let headers: JSONValue = .object([
        "type": .string("object"),
        "propertyNames": .object(["pattern": .string("^[!#-'*+.0-9A-Z^-z|~-]+$")]),
        "additionalProperties": OpenAPITypes.matching("^[ -~]+$"),
    ])

    /// RFC 7591 §2, in several languages if need be (§2.2).
    private static let metadata: JSONValue = .object([
        "type": .string("object"),
        "propertyNames": .object([
            "pattern": .string(
                "^((client_uri|contacts|jwks|jwks_uri|logo_uri|policy_uri|post_logout_redirect_uris|tos_uri)(#.*)?"
                    + "|client_name#.*)$")
        ]),
    ])

    private static let clientCredentials = OpenAPITypes.body(
        [
            "client_id": OpenAPITypes.text, "client_secret": OpenAPITypes.text, "private_key": OpenAPITypes.text,
            "key_id": OpenAPITypes.text, "scopes": OpenAPITypes.scopes,
            "token_endpoint_auth_method": OpenAPITypes.choice([
                "client_secret_basic", "client_secret_post", "private_key_jwt",
            ]),
        ], required: ["client_id"])
}
