internal import TollgateRegistrar

/// The schemas of the document (JSON Schema 2020-12).
enum OpenAPISchemas {
    /// The states of access requests, for the filter.
    static let states: JSONValue = .object([
        "type": .string("string"),
        "enum": .strings(["pending", "approved", "fulfilled", "rejected", "failed", "withdrawn"]),
    ])

    /// A query parameter that counts from 1.
    static func positive(_ name: String) -> JSONValue {
        var members: [String: JSONValue] = ["type": .string("integer"), "minimum": .integer(1)]
        members["maximum"] = .integer(name == "page_size" ? 100 : Int64(Int32.max))
        return .object(members)
    }

    static let responses: [String: JSONValue] = [
        "Problem": .object([
            "description": .string("What went wrong (RFC 9457)."),
            "content": .object([
                "application/problem+json": .object(["schema": OpenAPIOperation.reference("schemas", "Problem")])
            ]),
        ])
    ]

    static let all: [String: JSONValue] = {
        var schemas = resources.merging(bodies) { first, _ in first }
        for name in [
            "Provider", "Product", "Plan", "ClientType", "Application", "AccessRequest", "Credential", "Subscription",
            "Token",
        ] {
            schemas[name + "List"] = object(
                ["total": whole, "page": whole, "page_size": whole, "list": array(of: name)],
                required: ["total", "page", "page_size", "list"])
        }
        return OpenAPITexts.described(schemas)
    }()

    private static let text: JSONValue = .object(["type": .string("string")])
    private static let optionalText: JSONValue = .object(["type": .strings(["string", "null"])])
    private static let whole: JSONValue = .object(["type": .string("integer")])
    private static let flag: JSONValue = .object(["type": .string("boolean")])
    private static let anything: JSONValue = .object(["type": .string("object")])
    private static let words: JSONValue = .object(["type": .string("array"), "items": text])
    private static let time: JSONValue = .object([
        "type": .strings(["integer", "null"]), "minimum": .integer(0),
        "description": .string("A time in Unix seconds."),
    ])

    private static let resources: [String: JSONValue] = [
        "Problem": object(
            ["type": text, "title": text, "status": whole, "code": text, "detail": text],
            required: ["type", "title", "status", "code", "detail"]),
        "Document": anything, "Events": text,
        "Provider": object(
            [
                "id": text, "name": text, "desc": text, "provider_type": text, "driver": text, "issuer": text,
                "provider_config": anything, "created_at": whole,
            ], required: ["id", "name", "provider_type", "driver", "issuer"]),
        "Verification": object(
            [
                "usable": flag, "issuer": text, "registration_endpoint": text, "shortfall": optionalText,
                "warnings": words, "differences": words, "left_behind": optionalText,
            ],
            required: [
                "usable", "issuer", "registration_endpoint", "shortfall", "warnings", "differences", "left_behind",
            ]),
        "Product": object(
            ["id": text, "name": text, "scopes": words, "auth": anything], required: ["id", "name", "scopes", "auth"]),
        "Plan": object(
            ["id": text, "name": text, "scopes": words, "products": .object(["type": .strings(["array", "null"])])],
            required: ["id", "name", "scopes", "products"]),
        "ClientType": object(
            [
                "id": text, "name": text, "desc": text, "response_types": words, "grant_types": words,
                "token_endpoint_auth_method": text, "application_type": optionalText, "needs_redirect_uris": flag,
            ],
            required: [
                "id", "name", "desc", "response_types", "grant_types", "token_endpoint_auth_method",
                "application_type", "needs_redirect_uris",
            ]),
        "Application": object(
            ["id": text, "name": text, "desc": text, "owner": text, "created_at": whole, "updated_at": whole],
            required: ["id", "name", "owner"]),
        "AccessRequest": object(
            [
                "id": text, "state": states, "reason": optionalText, "credential_id": optionalText,
                "application_id": text, "product_id": text, "plan_id": text, "client_type": text,
                "redirect_uris": words, "starts_at": time, "ends_at": time, "decided_by": optionalText,
                "created_at": whole, "updated_at": whole,
            ], required: ["id", "state", "application_id", "product_id", "plan_id"]),
        "Credential": object(
            [
                "id": text, "state": text, "reason": optionalText, "application_id": optionalText,
                "application": text, "dcr_provider_id": text, "issuer": text, "client_id": optionalText,
                "client_type": text, "scopes": words, "redirect_uris": words, "metadata": anything,
                "subscriptions": array(of: "Subscription"), "secret_available": flag,
                "client_secret_expires_at": time, "created_at": whole, "updated_at": whole,
            ], required: ["id", "state", "dcr_provider_id", "scopes", "subscriptions", "secret_available"]),
        "Subscription": object(
            ["id": text, "product_id": text, "plan_id": text, "starts_at": time, "ends_at": time],
            required: ["id", "product_id", "plan_id", "starts_at", "ends_at"]),
        "Secret": object(
            ["id": text, "client_id": text, "client_secret": optionalText, "client_secret_expires_at": whole],
            required: ["id", "client_id", "client_secret", "client_secret_expires_at"]),
        "Token": object(
            ["id": text, "role": text, "owner": text, "created_at": whole, "token": text],
            required: ["id", "role", "owner", "created_at"]),
    ]

    private static let bodies: [String: JSONValue] = [
        "NewProvider": object(
            [
                "name": text, "provider_type": choice(ProviderType.allCases.map(\.rawValue)), "driver": text,
                "issuer": text, "discovery_endpoint": text, "provider_config": anything, "headers": anything,
                "initial_access_token": text, "client_credentials": anything, "desc": text,
            ], required: ["name", "provider_type"], isClosed: true),
        "NewVerification": object(["scopes": words], isClosed: true),
        "ProductChange": object(["auth": anything], required: ["auth"], isClosed: true),
        "NewApplication": object(["name": text, "desc": text, "owner": text], required: ["name"], isClosed: true),
        "ApplicationChange": object(["name": text, "desc": text], isClosed: true),
        "NewAccessRequest": object(
            [
                "application_id": text, "product_id": text, "plan_id": text, "client_type": text,
                "redirect_uris": words, "starts_at": time, "ends_at": time,
            ], required: ["application_id", "product_id", "plan_id"], isClosed: true),
        "Rejection": object(["reason": text], required: ["reason"], isClosed: true),
        "CredentialChange": object(["redirect_uris": words, "metadata": anything], isClosed: true),
        "SubscriptionChange": object(["plan_id": text, "starts_at": time, "ends_at": time], isClosed: true),
        "NewToken": object(
            ["role": choice(APIToken.Role.allCases.map(\.rawValue)), "owner": text], required: ["role", "owner"],
            isClosed: true),
    ]

    private static func choice(_ names: [String]) -> JSONValue {
        .object(["type": .string("string"), "enum": .strings(names)])
    }

    private static func array(of schema: String) -> JSONValue {
        .object(["type": .string("array"), "items": OpenAPIOperation.reference("schemas", schema)])
    }

    private static func object(
        _ properties: [String: JSONValue], required: [String] = [], isClosed: Bool = false
    ) -> JSONValue {
        var members: [String: JSONValue] = ["type": .string("object"), "properties": .object(properties)]
        if !required.isEmpty { members["required"] = .strings(required) }
        if isClosed { members["additionalProperties"] = .bool(false) }
        return .object(members)
    }
}
