internal import TollgateRegistrar

/// The schemas of the document (JSON Schema 2020-12).
enum OpenAPISchemas {
    static let responses: [String: JSONValue] = [
        "Problem": .object([
            "description": .string("What went wrong (RFC 9457)."),
            "content": .object([
                "application/problem+json": .object(["schema": OpenAPIOperation.reference("schemas", "Problem")])
            ]),
        ])
    ]

    static let all: [String: JSONValue] = {
        var schemas = resources.merging(OpenAPIBodies.all) { first, _ in first }
        for name in [
            "Provider", "Product", "Plan", "ClientType", "Application", "AccessRequest", "Credential", "Subscription",
            "Token",
        ] {
            schemas[name + "List"] = OpenAPITypes.object(
                ["total": whole, "page": whole, "page_size": whole, "list": OpenAPITypes.array(of: name)],
                required: ["total", "page", "page_size", "list"])
        }
        return OpenAPITexts.described(schemas)
    }()

    private static let text = OpenAPITypes.text
    private static let optionalText = OpenAPITypes.optionalText
    private static let whole = OpenAPITypes.whole
    private static let flag = OpenAPITypes.flag
    private static let anything = OpenAPITypes.anything
    private static let words = OpenAPITypes.words
    private static let time = OpenAPITypes.time

    private static let resources: [String: JSONValue] = [
        "Problem": OpenAPITypes.object(
            ["type": text, "title": text, "status": whole, "code": text, "detail": text],
            required: ["type", "title", "status", "code", "detail"]),
        "Document": anything, "Events": text,
        "Provider": OpenAPITypes.object(
            [
                "id": text, "name": text, "desc": text,
                "provider_type": OpenAPITypes.choice(ProviderType.allCases.map(\.rawValue)), "driver": text,
                "issuer": text,
                "provider_config": anything, "initial_access": anything, "created_at": whole,
            ], required: ["id", "name", "provider_type", "driver", "issuer"]),
        "Verification": OpenAPITypes.object(
            [
                "usable": flag, "issuer": text, "registration_endpoint": text, "shortfall": optionalText,
                "warnings": words, "differences": words, "left_behind": optionalText,
            ],
            required: [
                "usable", "issuer", "registration_endpoint", "shortfall", "warnings", "differences", "left_behind",
            ]),
        "Product": OpenAPITypes.object(
            ["id": text, "name": text, "scopes": words, "auth": anything], required: ["id", "name", "scopes", "auth"]),
        "Plan": OpenAPITypes.object(
            ["id": text, "name": text, "scopes": words, "products": OpenAPITypes.optional(words)],
            required: ["id", "name", "scopes", "products"]),
        "ClientType": OpenAPITypes.object(
            [
                "id": text, "name": text, "desc": text, "response_types": words, "grant_types": words,
                "token_endpoint_auth_method": text, "application_type": optionalText, "needs_redirect_uris": flag,
            ],
            required: [
                "id", "name", "desc", "response_types", "grant_types", "token_endpoint_auth_method",
                "application_type", "needs_redirect_uris",
            ]),
        "Application": OpenAPITypes.object(
            ["id": text, "name": text, "desc": text, "owner": text, "created_at": whole, "updated_at": whole],
            required: ["id", "name", "owner"]),
        "AccessRequest": OpenAPITypes.object(
            [
                "id": text, "state": OpenAPITypes.choice(AccessRequestState.names), "reason": optionalText,
                "credential_id": optionalText,
                "application_id": text, "product_id": text, "plan_id": text, "client_type": text,
                "redirect_uris": words, "starts_at": time, "ends_at": time, "decided_by": optionalText,
                "created_at": whole, "updated_at": whole,
            ], required: ["id", "state", "application_id", "product_id", "plan_id"]),
        "Credential": OpenAPITypes.object(
            [
                "id": text, "state": OpenAPITypes.choice(ClientState.names), "reason": optionalText,
                "application_id": optionalText,
                "application": text, "dcr_provider_id": text, "issuer": text, "client_id": optionalText,
                "client_type": text, "scopes": words, "redirect_uris": words, "metadata": anything,
                "subscriptions": OpenAPITypes.array(of: "Subscription"), "secret_available": flag,
                "client_secret_expires_at": time, "created_at": whole, "updated_at": whole,
            ], required: ["id", "state", "dcr_provider_id", "scopes", "subscriptions", "secret_available"]),
        "Subscription": OpenAPITypes.object(
            ["id": text, "product_id": text, "plan_id": text, "starts_at": time, "ends_at": time],
            required: ["id", "product_id", "plan_id", "starts_at", "ends_at"]),
        "Secret": OpenAPITypes.object(
            ["id": text, "client_id": text, "client_secret": optionalText, "client_secret_expires_at": whole],
            required: ["id", "client_id", "client_secret", "client_secret_expires_at"]),
        "Token": OpenAPITypes.object(
            [
                "id": text, "role": OpenAPITypes.choice(APIToken.Role.allCases.map(\.rawValue)), "owner": text,
                "created_at": whole, "token": text,
            ],
            required: ["id", "role", "owner", "created_at"]),
    ]
}
