import HTTPTypes
import Testing
import TollgateRegistrar

@Suite("Client types, redirect URIs and other ways to authenticate over the admin API")
struct ClientTypeTests {
    @Test("Developers see the client types with their names, what they may do and whether they need redirect URIs")
    func list() async throws {
        try await AdminSite.run { site in
            let types = try await site.send(.get, "/api/client_types", as: site.ann)
            #expect(types.status == 200)
            guard case .array(let list) = types.members["list"] else {
                Issue.record("no list: \(types.text)")
                return
            }
            #expect(list.compactMap { $0.object?["id"]?.string } == ["browser", "web", "native", "backend"])
            let web = try #require(list.dropFirst().first?.object)
            #expect(web["name"] == .string("Web"))
            #expect(web["desc"] == .string("A web application whose server keeps a secret."))
            #expect(web["grant_types"] == .strings(["authorization_code"]))
            #expect(web["response_types"] == .strings(["code"]))
            #expect(web["token_endpoint_auth_method"] == .string("client_secret_basic"))
            #expect(web["needs_redirect_uris"] == .bool(true))
            #expect(try await site.send(.get, "/api/client_types", as: "tgt_wrong").status == 401)
        }
    }

    @Test("backend_to_backend, as the application type is called, means the client type backend")
    func backendToBackend() async throws {
        try await AdminSite.run { site in
            let application = try await site.prepared()
            let product = try await site.send(
                .put, "/api/portals/default/api_products/payments",
                #"{"auth":{"dcr":{"dcr_provider_id":"idp","client_types":["backend_to_backend"]}}}"#)
            #expect(product.members["auth"]?.object?["dcr"]?.object?["client_types"] == .strings(["backend"]))
            let request = try await site.send(
                .post, "/api/access_requests",
                """
                {"application_id":"\(application)","product_id":"payments","plan_id":"free",
                 "client_type":"backend_to_backend"}
                """, as: site.ann)
            #expect(request["client_type"] == "backend")
        }
    }

    @Test("Redirect URIs may stand in one text with commas between them; a comma within one separates nothing")
    func redirectURIs() async throws {
        try await AdminSite.run { site in
            let application = try await site.prepared()
            let request = try await site.send(
                .post, "/api/access_requests",
                """
                {"application_id":"\(application)","product_id":"payments","plan_id":"free","client_type":"web",
                 "redirect_uris":"https://a.example/cb?x=1,2, https://b.example/cb"}
                """, as: site.ann)
            #expect(request.status == 201, "\(request.text)")
            #expect(
                request.members["redirect_uris"]
                    == .strings(["https://a.example/cb?x=1,2", "https://b.example/cb"]))
        }
    }

    @Test("A product can have no other way to authenticate beside tokens, and says so; null asks for none")
    func otherAuthentication() async throws {
        try await AdminSite.run { site in
            _ = try await site.prepared()
            let path = "/api/portals/default/api_products/payments"
            let refused = try await site.send(
                .put, path, #"{"auth":{"basic_auth":{},"dcr":{"dcr_provider_id":"idp","auto_approve":true}}}"#)
            #expect(refused.status == 422)
            #expect(refused.code == "auth_unsupported")
            #expect(refused["detail"].contains("`auth.basic_auth`"))
            // Nothing of it was done.
            let unchanged = try await site.send(.get, path)
            #expect(unchanged.members["auth"]?.object?["dcr"]?.object?["auto_approve"] == .bool(false))
            let accepted = try await site.send(
                .put, path, #"{"auth":{"key_auth":null,"dcr":{"dcr_provider_id":"idp"}}}"#)
            #expect(accepted.status == 200)
        }
    }
}
