import ServerTesting
import Testing
import TollgateIssuer
import TollgateOutbound
import TollgateRegistrar

@Suite("Gravitee's guide to dynamic client registration, step by step", .realServers, .timeLimit(.minutes(5)))
struct GraviteeGuideTests {
    @Test("A provider with client credentials and dcr_admin, and a backend-to-backend application that it then shows")
    func guide() async throws {
        try await OutboundClient.with { outbound in
            // "Set security domain": dynamic client registration is on, and not open.
            // "Create AM Client Registration Provider Application" and "Enable scopes": a backend-to-backend application
            // with the scope `dcr_admin`; and, as the hint has it, another one with `dcr_admin` as default scope.
            let am = try GuideIssuer {
                $0.registrationScope = "dcr_admin"
                $0.clients = [
                    IssuerClient(id: "dcr-application", secret: "dcr-secret", scopes: ["dcr_admin"]),
                    IssuerClient(id: "dcr-by-default", secret: "default-secret", defaultScopes: ["dcr_admin"]),
                ]
            }
            try await am.serve {
                try await GuideSite.run(
                    outbound: outbound,
                    configuration: { upstream in
                        // "Enable DCR": Simple applications are off, all the others on.
                        GuideCatalogue.yaml(
                            issuer: am.url, profile: "keycloak", upstream: upstream,
                            registrar: "{ application_types: [browser, web, native, backend_to_backend] }")
                    }
                ) { site in
                    try await Self.follow(site, am)
                }
            }
        }
    }

    private static func follow(_ site: GuideSite, _ am: GuideIssuer) async throws {
        // "Enable DCR"
        let types = try await site.admin("GET", "/api/client_types").list()
        #expect(types.map { $0["id"]?.string } == ["browser", "web", "native", "backend"])

        try await configureProvider(site, am)
        try await addByDefaultScope(site, am)

        // Applications of the portal register at this provider, as soon as they ask for a product.
        let product = try await site.admin(
            "PUT", "/api/portals/default/api_products/payments",
            #"{"auth": {"dcr": {"dcr_provider_id": "Gravitee AM", "auto_approve": true}}}"#)
        #expect(product.status == 200, "\(product.text)")
        try await createApplication(site, am)
    }

    /// "Configure AM as DCR provider".
    private static func configureProvider(_ site: GuideSite, _ am: GuideIssuer) async throws {
        // "Retrieve OpenID endpoint and client credentials": the whole URL of the OpenID configuration.
        func provider(secret: String, scopes: String) -> String {
            """
            {
              "name": "Gravitee AM", "desc": "The security domain of our partners",
              "provider_type": "oidc", "driver": "gravitee_am", "discovery_endpoint": "\(am.wellKnown)",
              "client_credentials": {
                "client_id": "dcr-application", "client_secret": "\(secret)", "scopes": \(scopes)
              }
            }
            """
        }
        // A secret that was not copied whole is found out when the provider is created.
        let mistyped = try await site.admin(
            "POST", "/api/dcr_providers", provider(secret: "dcr-secre", scopes: #"["dcr_admin"]"#))
        #expect(mistyped.status == 502)
        #expect(mistyped["code"] == "initial_access_failed")
        #expect(!mistyped.text.contains("dcr-secre"))

        // "Enable scopes and retrieve client credentials": forgotten, it is what the answer names.
        let created = try await site.admin("POST", "/api/dcr_providers", provider(secret: "dcr-secret", scopes: "[]"))
        #expect(created.status == 201, "\(created.text)")
        #expect(created["desc"] == "The security domain of our partners")
        let forgotten = try await site.admin("POST", "/api/dcr_providers/Gravitee%20AM/verify", "{}")
        #expect(forgotten.status == 502)
        #expect(forgotten["detail"].contains("dcr_admin"), "\(forgotten.text)")
        let corrected = try await site.admin(
            "PUT", "/api/dcr_providers/Gravitee%20AM", provider(secret: "dcr-secret", scopes: #"["dcr_admin"]"#))
        #expect(corrected.status == 200, "\(corrected.text)")
        let verified = try await site.admin("POST", "/api/dcr_providers/Gravitee%20AM/verify", "{}")
        #expect(verified.members["usable"] == .bool(true), "\(verified.text)")
    }

    /// "Alternatively, you can make the `dcr_admin` scope a default scope".
    private static func addByDefaultScope(_ site: GuideSite, _ am: GuideIssuer) async throws {
        let created = try await site.admin(
            "POST", "/api/dcr_providers",
            """
            {
              "name": "by-default-scope", "provider_type": "oidc", "driver": "gravitee_am",
              "discovery_endpoint": "\(am.wellKnown)",
              "client_credentials": { "client_id": "dcr-by-default", "client_secret": "default-secret" }
            }
            """)
        #expect(created.status == 201, "\(created.text)")
        let verified = try await site.admin("POST", "/api/dcr_providers/by-default-scope/verify", "{}")
        #expect(verified.members["usable"] == .bool(true), "\(verified.text)")
    }

    /// "Create an advanced APIM app in the Developer Portal".
    private static func createApplication(_ site: GuideSite, _ am: GuideIssuer) async throws {
        let developer = try await site.developer("dev@acme.example")
        let application = try await site.admin(
            "POST", "/api/applications", #"{"name": "My app", "desc": "Pays our bills"}"#, as: developer)
        #expect(application["desc"] == "Pays our bills")
        func request(_ type: String) async throws -> GuideAnswer {
            try await site.admin(
                "POST", "/api/access_requests",
                """
                {"application_id": "\(application["id"])", "product_id": "payments", "plan_id": "free",
                 "client_type": "\(type)"}
                """, as: developer)
        }
        // "Simple applications are not secure": there is no such choice.
        let simple = try await request("simple")
        #expect(simple.status == 422)
        #expect(simple["code"] == "client_type_not_offered")
        #expect(simple["detail"].contains("browser, web, native, backend"))
        // "Select Backend to Backend … Create The App"
        let made = try await request("backend_to_backend")
        #expect(made["state"] == "fulfilled", "\(made.text)")
        let (id, secret) = try await site.credentials(made["credential_id"], as: developer)

        // "If you return to AM … you should see the brand new application": whoever has `dcr_admin` does.
        let tokenEndpoint = try await site.curl("GET", am.wellKnown)["token_endpoint"]
        let manager = try await site.requestToken(
            tokenEndpoint, id: "dcr-application", secret: "dcr-secret", scope: "dcr_admin")
        let clientURL = am.issuer.registrationEndpoint + "/" + id
        let seen = try await site.curl(
            "GET", clientURL, headers: [("Authorization", "Bearer \(manager["access_token"])")])
        #expect(seen.status == 200, "\(seen.text)")
        #expect(seen["client_name"] == "My app")
        #expect(seen.texts("grant_types") == ["client_credentials"])
        #expect(try await site.curl("GET", clientURL).status == 401)

        // And it works.
        let token = try await site.requestToken(
            tokenEndpoint, id: id, secret: secret, scope: "product_payments free_plan")
        #expect(try await site.call("/payment-api/get", token: token["access_token"]).status == 200)
    }
}
