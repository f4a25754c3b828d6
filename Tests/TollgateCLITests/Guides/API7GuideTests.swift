import ReferenceBridge
import ServerTesting
import Testing
import TollgateIssuer
import TollgateOutbound
import TollgateRegistrar

/// The bodies of requests are those of the guide's curl lines, but for addresses, identifiers and tokens.
@Suite("API7's guide to dynamic client registration, step by step", .realServers, .timeLimit(.minutes(5)))
struct API7GuideTests {
    @Test("A provider by issuer and header, a product, credentials, deletion protection, and a bridge with rotation")
    func guide() async throws {
        try await OutboundClient.with { outbound in
            // "Create an initial access token in Keycloak"
            let keycloak = try GuideIssuer { $0.initialAccessToken = "keycloak-initial-access-token" }
            let bridge = BridgeStore()
            try await keycloak.serve {
                try await LoopbackServer.run(ReferenceBridge(key: "bridge-api-key", store: bridge).router()) {
                    bridgeURL in
                    try await GuideSite.run(
                        outbound: outbound,
                        configuration: { upstream in
                            GuideCatalogue.yaml(issuer: keycloak.url, profile: "keycloak", upstream: upstream)
                        }
                    ) { site in
                        let developer = try await site.developer("dev@acme.example")
                        let credential = try await useKeycloak(site, keycloak, as: developer)
                        try await protect(site, credential)
                        try await useBridge(site, bridgeURL, bridge, as: developer)
                    }
                }
            }
        }
    }

    /// "Example: Keycloak Integration", which ends with the developer's credential.
    private func useKeycloak(_ site: GuideSite, _ keycloak: GuideIssuer, as developer: String) async throws -> String {
        // "Create the DCR provider in API7"
        let provider = try await site.admin(
            "POST", "/api/dcr_providers",
            """
            {
            "name": "Keycloak",
            "provider_type": "oidc",
            "issuer": "\(keycloak.url)",
            "headers": {
            "Authorization": "Bearer keycloak-initial-access-token"
            }
            }
            """)
        #expect(provider.status == 201, "\(provider.text)")
        #expect(!provider.text.contains("keycloak-initial-access-token"))

        // "Configure an API Product with DCR"
        let product = try await site.admin(
            "PUT", "/api/portals/default/api_products/payments",
            """
            {
            "auth": {
            "dcr": {
            "dcr_provider_id": "\(provider["id"])"
            }
            }
            }
            """)
        #expect(product.status == 200, "\(product.text)")
        #expect(product.members["auth"]?.object?["dcr"]?.object?["dcr_provider_id"] == .string("Keycloak"))
        // "You can enable DCR alongside other authentication types": not here, and not in silence.
        let alongside = try await site.admin(
            "PUT", "/api/portals/default/api_products/payments",
            #"{"auth": {"key_auth": {}, "dcr": {"dcr_provider_id": "Keycloak"}}}"#)
        #expect(alongside.status == 422)
        #expect(alongside["code"] == "auth_unsupported")
        #expect(alongside["detail"].contains("auth.key_auth"))
        // Credentials come without an admin's approval there.
        try await approveAutomatically(site, "Keycloak")

        // "Developers create OAuth credentials … Each credential creation registers a new client"
        let application = try await site.admin("POST", "/api/applications", #"{"name": "Acme"}"#, as: developer)
        let credential = try await createCredential(site, application["id"], as: developer)
        let (id, secret) = try await site.credentials(credential, as: developer)
        #expect(keycloak.requests.filter { $0.hasPrefix("POST") && $0.hasSuffix("/openid-connect") }.count == 1)
        let other = try await site.admin("POST", "/api/applications", #"{"name": "Acme 2"}"#, as: developer)
        let second = try await createCredential(site, other["id"], as: developer)
        #expect(keycloak.requests.filter { $0.hasPrefix("POST") && $0.hasSuffix("/openid-connect") }.count == 2)

        // "Developers request access tokens from Keycloak …, then use the tokens to call APIs through the gateway."
        let token = try await site.requestToken(
            keycloak.issuer.tokenEndpoint, id: id, secret: secret, scope: "product_payments free_plan")
        #expect(try await site.call("/payment-api/get", token: token["access_token"]).status == 200)

        // "Supported operations": update and delete (RFC 7592); rotation is not supported.
        let updated = try await site.admin(
            "PATCH", "/api/credentials/\(second)", #"{"metadata": {"client_uri": "https://acme.example"}}"#,
            as: developer)
        #expect(updated.status == 200, "\(updated.text)")
        #expect(try await site.admin("DELETE", "/api/credentials/\(second)", as: developer).status == 204)
        let client = "/realms/DCR/clients-registrations/openid-connect/" + updated["client_id"]
        #expect(keycloak.requests.filter { $0.hasSuffix(client) } == ["PUT \(client)", "DELETE \(client)"])
        let rotated = try await site.admin("POST", "/api/credentials/\(credential)/rotate-secret", as: developer)
        #expect(rotated.status == 409)
        #expect(rotated["code"] == "rotation_unsupported")
        // "OIDC Discovery Caching": the registrar has asked once, the gateway for itself.
        #expect(keycloak.requests.filter { $0.contains("/.well-known/") }.count == 2)
        return credential
    }

    /// "Deletion Protection".
    private func protect(_ site: GuideSite, _ credential: String) async throws {
        // "Any API product references it in its authentication configuration."
        let byBoth = try await site.admin("DELETE", "/api/dcr_providers/Keycloak")
        #expect(byBoth.status == 409)
        #expect(byBoth["code"] == "provider_in_use")
        #expect(byBoth["detail"].contains("payments"))
        let withdrawn = try await site.admin(
            "PUT", "/api/portals/default/api_products/payments", #"{"auth": {"dcr": null}}"#)
        #expect(withdrawn.status == 200)
        // "Any developer credential is associated with it."
        let byCredential = try await site.admin("DELETE", "/api/dcr_providers/Keycloak")
        #expect(byCredential.status == 409)
        #expect(byCredential["detail"].contains(credential))
        #expect(!byCredential["detail"].contains("payments"))
        // "Remove all references before deleting the provider."
        #expect(try await site.admin("DELETE", "/api/credentials/\(credential)").status == 204)
        #expect(try await site.admin("DELETE", "/api/dcr_providers/Keycloak").status == 204)
    }

    /// "HTTP Bridge Provider".
    private func useBridge(
        _ site: GuideSite, _ url: String, _ bridge: BridgeStore, as developer: String
    ) async throws {
        let provider = try await site.admin(
            "POST", "/api/dcr_providers",
            """
            {
            "name": "Custom OAuth Bridge",
            "provider_type": "http_bridge",
            "provider_config": {
            "base_url": "\(url)"
            },
            "headers": {
            "X-API-Key": "bridge-api-key"
            }
            }
            """)
        #expect(provider.status == 201, "\(provider.text)")
        try await approveAutomatically(site, provider["id"])

        // Register: POST {base_url}/clients
        let application = try await site.admin("POST", "/api/applications", #"{"name": "Acme 3"}"#, as: developer)
        let credential = try await createCredential(site, application["id"], as: developer)
        let (id, secret) = try await site.credentials(credential, as: developer)
        #expect(bridge.all.map(\.id) == [id])
        #expect(bridge.all.map(\.secret) == [secret])
        #expect(bridge.all.first?.registration.scope == "product_payments free_plan")
        // Update: PUT {base_url}/clients/{client_id}
        let updated = try await site.admin(
            "PATCH", "/api/credentials/\(credential)", #"{"redirect_uris": ["https://acme.example/callback"]}"#,
            as: developer)
        #expect(updated.status == 200, "\(updated.text)")
        #expect(bridge.all.first?.registration.redirectURIs == ["https://acme.example/callback"])
        // Rotate secret: POST {base_url}/clients/{client_id}/rotate-secret; the old secret is the client's no more.
        let rotated = try await site.admin("POST", "/api/credentials/\(credential)/rotate-secret", as: developer)
        #expect(rotated.status == 200, "\(rotated.text)")
        let renewed = try await site.credentials(credential, as: developer)
        #expect(renewed.id == id)
        #expect(renewed.secret != secret)
        #expect(bridge.all.map(\.secret) == [renewed.secret])
        // Delete: DELETE {base_url}/clients/{client_id}
        #expect(try await site.admin("DELETE", "/api/credentials/\(credential)", as: developer).status == 204)
        #expect(bridge.all.isEmpty)
    }

    private func approveAutomatically(_ site: GuideSite, _ provider: String) async throws {
        let product = try await site.admin(
            "PUT", "/api/portals/default/api_products/payments",
            #"{"auth": {"dcr": {"dcr_provider_id": "\#(provider)", "auto_approve": true}}}"#)
        #expect(product.status == 200, "\(product.text)")
    }

    private func createCredential(_ site: GuideSite, _ application: String, as developer: String) async throws -> String
    {
        let made = try await site.admin(
            "POST", "/api/access_requests",
            #"{"application_id": "\#(application)", "product_id": "payments", "plan_id": "free"}"#, as: developer)
        #expect(made["state"] == "fulfilled", "\(made.text)")
        return made["credential_id"]
    }
}
