import HTTPTypes
import Testing
import TollgateOutbound
import TollgateRegistrar

/// The bodies are those of the curl lines of API7's guide, word for word.
@Suite("API7's guide")
struct GuideTests {
    @Test("An OIDC provider is created with the guide's line, and its header goes with every registration")
    func oidcProvider() async throws {
        try await AdminSite.run { site in
            let created = try await site.send(
                .post, "/api/dcr_providers",
                """
                {
                "name": "Keycloak Production",
                "provider_type": "oidc",
                "issuer": "https://keycloak.example.com/realms/my-realm",
                "headers": {
                "Authorization": "Bearer <initial-access-token>"
                },
                "desc": "Production Keycloak instance for OAuth client registration"
                }
                """)
            #expect(created.status == 201)
            #expect(created["id"] == "Keycloak Production")
            #expect(created["desc"] == "Production Keycloak instance for OAuth client registration")
            #expect(!created.text.contains("initial-access-token"))
            #expect(created.headers[.location] == "/api/dcr_providers/Keycloak%20Production")
            let read = try await site.send(.get, created.headers[.location] ?? "")
            #expect(read["name"] == "Keycloak Production")

            let product = try await site.send(
                .put, "/api/portals/0d2c/api_products/payments",
                """
                {
                "auth": {
                "dcr": {
                "dcr_provider_id": "Keycloak Production"
                }
                }
                }
                """)
            #expect(product.status == 200)
            #expect(
                product.members["auth"]?.object?["dcr"]?.object?["dcr_provider_id"] == .string("Keycloak Production"))
        }
    }

    @Test("An HTTP bridge is created with the guide's line, registers a client and rotates its secret")
    func bridge() async throws {
        try await AdminSite.run { site in
            let created = try await site.send(
                .post, "/api/dcr_providers",
                """
                {
                "name": "Custom OAuth Bridge",
                "provider_type": "http_bridge",
                "provider_config": {
                "base_url": "https://oauth-bridge.internal.example.com"
                },
                "headers": {
                "X-API-Key": "<bridge-api-key>"
                }
                }
                """)
            #expect(created.status == 201)
            _ = try await site.send(
                .put, "/api/portals/p/api_products/payments",
                #"{"auth":{"dcr":{"dcr_provider_id":"Custom OAuth Bridge","auto_approve":true}}}"#)
            let application = try await site.send(.post, "/api/applications", #"{"name":"Acme"}"#, as: site.ann)
            let request = try await site.send(
                .post, "/api/access_requests",
                #"{"application_id":"\#(application["id"])","product_id":"payments","plan_id":"free"}"#, as: site.ann)
            #expect(request["state"] == "fulfilled")
            let credential = "/api/credentials/" + request["credential_id"]
            let first = try await site.send(.post, credential + "/reveal-secret", as: site.ann)
            #expect(first["client_secret"] == "secret-1")
            #expect(try await site.send(.post, credential + "/rotate-secret", as: site.ann).status == 200)
            let second = try await site.send(.post, credential + "/reveal-secret", as: site.ann)
            #expect(second["client_secret"] == "secret-2")
            let sent = site.provider.requests
            #expect(
                sent.map(\.url) == [
                    "https://oauth-bridge.internal.example.com/clients",
                    "https://oauth-bridge.internal.example.com/clients/c-1/rotate-secret",
                ])
            #expect(
                sent.allSatisfy { $0.headers.contains { $0.name == "X-API-Key" && $0.value == "<bridge-api-key>" } })
        }
    }

    @Test("A provider is protected by what refers to it, and the answer says what")
    func deletionProtection() async throws {
        try await AdminSite.run { site in
            let credential = try await site.provisioned()
            let refused = try await site.send(.delete, "/api/dcr_providers/idp")
            #expect(refused.status == 409)
            #expect(refused.headers[.contentType] == "application/problem+json")
            #expect(refused.code == "provider_in_use")
            #expect(refused["detail"].contains("payments"))
            #expect(refused["detail"].contains(credential))
            _ = try await site.send(
                .put, "/api/portals/default/api_products/payments", #"{"auth":{"dcr":null}}"#)
            #expect(try await site.send(.delete, "/api/dcr_providers/idp").status == 409)
            #expect(try await site.send(.delete, "/api/credentials/\(credential)").status == 204)
            #expect(try await site.send(.delete, "/api/dcr_providers/idp").status == 204)
        }
    }

    @Test("An OIDC provider that cannot rotate secrets says so")
    func rotationUnsupported() async throws {
        try await AdminSite.run { site in
            let credential = try await site.provisioned()
            let refused = try await site.send(.post, "/api/credentials/\(credential)/rotate-secret", as: site.ann)
            #expect(refused.status == 409)
            #expect(refused.code == "rotation_unsupported")
        }
    }
}
