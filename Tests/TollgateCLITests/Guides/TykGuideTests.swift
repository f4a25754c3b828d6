import ServerTesting
import Testing
import Tollgate
import TollgateEncoding
import TollgateIssuer
import TollgateOutbound
import TollgateRegistrar

@Suite("Tyk's guide to dynamic client registration, step by step", .realServers, .serialized, .timeLimit(.minutes(5)))
struct TykGuideTests {
    /// The reader's identity provider, prepared as "Prerequisites for getting started" has it: there is something that
    /// lets registrations in, and there are the scopes `product_payments` and `free_plan`.
    private struct IdentityProvider: Sendable {
        let issuer: String
        var profile = "generic"
        /// The well-known endpoint, for the reader's own requests.
        let wellKnown: String
        /// "Specify connection setting to your IdP", as members of the provider.
        let connection: String
    }

    @Test("With the embedded issuer: request access, approve, obtain a token, call")
    func embeddedIssuer() async throws {
        try await OutboundClient.with { outbound in
            // "Create an initial access token" and "Create OAuth2.0 scopes to enforce access control and rate limit"
            let idp = try GuideIssuer { $0.initialAccessToken = "initial-access-token" }
            try await idp.serve {
                try await Self.follow(
                    IdentityProvider(
                        issuer: idp.url, profile: "keycloak", wellKnown: idp.wellKnown,
                        connection: """
                            "driver": "keycloak", "discovery_endpoint": "\(idp.wellKnown)",
                            "initial_access_token": "initial-access-token"
                            """), outbound)
            }
        }
    }

    @Test(
        "With Glewlwyd: request access, approve, obtain a token, call",
        .enabled(if: GlewlwydServer.isInstalled, "\(GlewlwydServer.reasonForSkipping)"))
    func glewlwyd() async throws {
        try await OutboundClient.with { outbound in
            let server = try await GlewlwydServer.start(outbound: outbound)
            defer { server.stop() }
            let wellKnown = server.issuer + "/.well-known/openid-configuration"
            try await Self.follow(
                IdentityProvider(
                    issuer: server.issuer, wellKnown: wellKnown,
                    connection: """
                        "driver": "glewlwyd", "discovery_endpoint": "\(wellKnown)",
                        "client_credentials": {
                          "client_id": "\(server.registrarID)", "client_secret": "\(server.registrarSecret)",
                          "scopes": ["register_client"]
                        }
                        """), outbound)
        }
    }

    @Test(
        "With django-oauth-toolkit: request access, approve, obtain a token, call",
        .enabled(if: DjangoInstallation.registering.isComplete, "\(DjangoInstallation.registering.reasonForSkipping)"))
    func django() async throws {
        try await OutboundClient.with { outbound in
            let server = try await DjangoServer.start(.registering, outbound: outbound)
            defer { server.stop() }
            try await Self.follow(
                IdentityProvider(
                    issuer: server.issuer, wellKnown: server.discoveryURL,
                    // Its registration endpoint stands only in the document of RFC 8414, which the issuer leads to.
                    connection: """
                        "issuer": "\(server.issuer)",
                        "client_credentials": {
                          "client_id": "\(server.registrarID)", "client_secret": "\(server.registrarSecret)",
                          "scopes": ["register_client"]
                        }
                        """), outbound)
        }
    }

    /// "Create client configurations": display name, description, response types, grant types, authentication method.
    private static let clientTypes = """
        { application_types: [], client_types: {
          confidential: {
            name: Backend integration, description: A confidential client that can keep a secret.,
            response_types: [], grant_types: [client_credentials],
            token_endpoint_auth_method: client_secret_basic },
          web-client: {
            name: Web application, description: A client whose users log in.,
            response_types: [code], grant_types: [authorization_code],
            token_endpoint_auth_method: client_secret_basic, application_type: web } } }
        """

    private static func follow(_ idp: IdentityProvider, _ outbound: OutboundClient) async throws {
        // "Create Tyk policies for an API Product and plan", "Create the No Operation policy and API", "Configure scope
        // to policy mapping": all of it stands in the configuration file; the No Operation policy is built in.
        try await GuideSite.run(
            outbound: outbound,
            configuration: { upstream in
                GuideCatalogue.yaml(
                    issuer: idp.issuer, profile: idp.profile, upstream: upstream, registrar: clientTypes)
            }
        ) { site in
            try await configure(site, idp)
            try await test(site, idp)
        }
    }

    /// "Configure Tyk Enterprise Developer Portal to work with an identity provider".
    private static func configure(_ site: GuideSite, _ idp: IdentityProvider) async throws {
        // "Specify connection setting to your IdP"
        let provider = try await site.admin(
            "POST", "/api/dcr_providers",
            #"{ "name": "idp", "provider_type": "oidc", \#(idp.connection) }"#)
        #expect(provider.status == 201, "\(provider.text)")
        #expect(provider["issuer"] == idp.issuer)

        // "Create client configurations"
        let types = try await site.admin("GET", "/api/client_types").list()
        #expect(types.map { $0["id"]?.string } == ["confidential", "web-client"])
        #expect(types.map { $0["name"]?.string } == ["Backend integration", "Web application"])

        // "Configure API Products for the DCR flow": enable it, and associate client types; the scope is the catalogue's.
        let product = try await site.admin(
            "PUT", "/api/portals/default/api_products/payments",
            #"{"auth": {"dcr": {"dcr_provider_id": "idp", "client_types": ["confidential", "web-client"]}}}"#)
        #expect(product.status == 200, "\(product.text)")
        #expect(product.texts("scopes") == ["product_payments"])

        // "Configure plans for the DCR flow"
        let plans = try await site.admin("GET", "/api/portals/default/plans").list()
        #expect(plans.map { $0["scopes"] } == [.strings(["free_plan"])])
    }

    /// "Test the DCR flow".
    private static func test(_ site: GuideSite, _ idp: IdentityProvider) async throws {
        // "Request access to the API Product": log in, find it in the catalogue, choose plan, application, client type.
        let developer = try await site.developer("dev@acme.example")
        let catalogue = try await site.admin("GET", "/api/portals/default/api_products", as: developer).list()
        #expect(catalogue.map { $0["name"]?.string } == ["Payments"])
        let application = try await site.admin("POST", "/api/applications", #"{"name": "Acme"}"#, as: developer)
        let request = try await site.admin(
            "POST", "/api/access_requests",
            """
            {"application_id": "\(application["id"])", "product_id": "payments", "plan_id": "free",
             "client_type": "confidential"}
            """, as: developer)
        #expect(request["state"] == "pending", "\(request.text)")
        // For the authorization code grant: several redirect URIs, separated by commas.
        let website = try await site.admin(
            "POST", "/api/access_requests",
            """
            {"application_id": "\(application["id"])", "product_id": "payments", "plan_id": "free",
             "client_type": "web-client",
             "redirect_uris": "https://acme.example/callback, https://www.acme.example/callback"}
            """, as: developer)
        let redirectURIs = ["https://acme.example/callback", "https://www.acme.example/callback"]
        #expect(website.texts("redirect_uris") == redirectURIs, "\(website.text)")

        // "Approve the access request"
        let pending = try await site.admin("GET", "/api/access_requests?state=pending").list()
        #expect(pending.compactMap { $0["id"]?.string } == [request["id"], website["id"]])
        for id in pending.compactMap({ $0["id"]?.string }) {
            let approved = try await site.admin("POST", "/api/access_requests/\(id)/approve")
            #expect(approved["state"] == "fulfilled", "\(approved.text)")
        }

        // "Obtain an access token": the developer sees that it was approved, and copies the credentials.
        let fulfilled = try await site.admin("GET", "/api/access_requests/\(request["id"])", as: developer)
        #expect(fulfilled["state"] == "fulfilled")
        let websiteCredential = try await site.admin(
            "GET", "/api/access_requests/\(website["id"])", as: developer)["credential_id"]
        #expect(
            try await site.admin("GET", "/api/credentials/\(websiteCredential)", as: developer)
                .texts("redirect_uris") == redirectURIs)
        let (id, secret) = try await site.credentials(fulfilled["credential_id"], as: developer)
        let tokenEndpoint = try await site.curl("GET", idp.wellKnown)["token_endpoint"]
        let answer = try await site.requestToken(
            tokenEndpoint, id: id, secret: secret, scope: "product_payments free_plan")
        let token = answer["access_token"]
        let payload = try #require(
            token.split(separator: ".").dropFirst().first.flatMap { Base64URL.decode($0) }, "\(answer.text)")
        let scope = JSONValue(parsing: payload)?.object?["scope"]?.string ?? ""
        #expect(Set(scope.split(separator: " ")) == ["product_payments", "free_plan"])

        // "Make an API Call"
        let call = try await site.call("/payment-api/get", token: token)
        #expect(call.status == 200, "\(call.text)")
        #expect(call.members["args"] == .object([:]))
        #expect(call.members["headers"]?.object?["Authorization"] == .string("Bearer \(token)"))
        #expect(call["url"].hasSuffix("/get"))
        #expect(!call["url"].contains("payment-api"))

        // "Make sure to include the scopes … Otherwise, the gateway will not authorize the request."
        for (scope, code) in [("product_payments", "plan_missing"), ("free_plan", "scope_insufficient")] {
            let half = try await site.requestToken(tokenEndpoint, id: id, secret: secret, scope: scope)
            let refused = try await site.call("/payment-api/get", token: half["access_token"])
            #expect(refused.status == 403)
            #expect(refused["code"] == code)
        }
    }
}
