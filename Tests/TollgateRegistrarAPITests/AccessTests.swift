import HTTPTypes
import Testing
import TollgateRegistrar

@Suite("Who may do what over the admin API")
struct AccessTests {
    @Test("Without a token that the registrar made nothing is answered", arguments: ["", "tgt_wrong", "a b"])
    func unauthorized(token: String) async throws {
        try await AdminSite.run { site in
            for path in ["/api/applications", "/api/dcr_providers", "/api/credentials/x"] {
                let refused = try await site.send(.get, path, as: token)
                #expect(refused.status == 401)
                #expect(refused.headers[.wwwAuthenticate] == #"Bearer realm="tollgate-admin""#)
            }
            #expect(try await site.send(.get, "/api/openapi.json", as: token).status == 200)
        }
    }

    @Test("A token that is not known, a product that is not there, a path that is not: the answer says what would be")
    func saysWhatWouldBeRight() async throws {
        try await AdminSite.run { site in
            let unknown = try await site.send(.get, "/api/applications", as: "tgt_wrong")
            #expect(unknown["detail"] == "the bearer token is none of this registrar's, or was deleted")
            let broken = try await site.send(.get, "/api/applications", as: "a b")
            #expect(broken["detail"].contains("`Authorization: Bearer tgt_…`"))
            let product = try await site.send(.get, "/api/portals/p/api_products/payment")
            #expect(product.status == 404)
            #expect(product["detail"] == "there is no product `payment`; there are payments")
            let route = try await site.send(.get, "/api/products")
            #expect(route.code == "route_unknown")
            #expect(route["detail"].contains("/api/openapi.json"))
            let provider = try await site.send(.post, "/api/dcr_providers", #"{"name":"x","provider_type":"oidc"}"#)
            #expect(provider["detail"].contains("`discovery_endpoint`"))
        }
    }

    @Test("A developer sees the own applications, requests and credentials and nobody else's")
    func ownThings() async throws {
        try await AdminSite.run { site in
            let credential = try await site.provisioned()
            let application = try await site.send(.get, "/api/credentials/\(credential)", as: site.ann)[
                "application_id"]
            for list in ["applications", "access_requests", "credentials"] {
                #expect(try await site.send(.get, "/api/\(list)", as: site.ann).members["total"] == .integer(1))
                #expect(try await site.send(.get, "/api/\(list)", as: site.bob).members["total"] == .integer(0))
                #expect(try await site.send(.get, "/api/\(list)").members["total"] == .integer(1))
            }
            let paths = ["/api/applications/\(application)", "/api/credentials/\(credential)"]
            for path in paths {
                #expect(try await site.send(.get, path, as: site.bob).status == 404)
                #expect(try await site.send(.delete, path, as: site.bob).status == 404)
            }
            #expect(
                try await site.send(.post, "/api/credentials/\(credential)/reveal-secret", as: site.bob).status == 404)
            let body = #"{"application_id":"\#(application)","product_id":"payments","plan_id":"free"}"#
            #expect(try await site.send(.post, "/api/access_requests", body, as: site.bob).status == 404)
        }
    }

    @Test("What only admins may do is refused to developers")
    func adminOnly() async throws {
        try await AdminSite.run { site in
            let application = try await site.prepared()
            let body = #"{"application_id":"\#(application)","product_id":"payments","plan_id":"free"}"#
            let request = try await site.send(.post, "/api/access_requests", body, as: site.ann)
            let path = "/api/access_requests/\(request["id"])"
            for refused in [
                try await site.send(.post, path + "/approve", as: site.ann),
                try await site.send(.post, path + "/reject", #"{"reason":"x"}"#, as: site.ann),
                try await site.send(.get, "/api/dcr_providers", as: site.ann),
                try await site.send(.get, "/api/api_tokens", as: site.ann),
                try await site.send(.put, "/api/portals/p/api_products/payments", #"{"auth":{}}"#, as: site.ann),
            ] {
                #expect(refused.status == 403)
                #expect(refused.code == "admin_only")
            }
            let rejected = try await site.send(.post, path + "/reject", #"{"reason":"not for resale"}"#)
            #expect(rejected["state"] == "rejected")
            #expect(try await site.send(.get, path, as: site.ann)["reason"] == "not for resale")
        }
    }

    @Test("The secret is the owner's to see, once; an admin does not see it")
    func secret() async throws {
        try await AdminSite.run { site in
            let path = "/api/credentials/\(try await site.provisioned())"
            #expect(try await site.send(.post, path + "/reveal-secret").code == "owner_only")
            let shown = try await site.send(.post, path + "/reveal-secret", as: site.ann)
            #expect(shown["client_secret"] == "secret-1")
            #expect(shown.headers[.cacheControl] == "no-store")
            let again = try await site.send(.post, path + "/reveal-secret", as: site.ann)
            #expect(again.status == 410)
            #expect(again.code == "secret_gone")
        }
    }

    @Test("A token is shown once and can be taken away")
    func tokens() async throws {
        try await AdminSite.run { site in
            let body = #"{"role":"developer","owner":"eve"}"#
            let made = try await site.send(.post, "/api/api_tokens", body, key: "k1")
            #expect(made.status == 201)
            #expect(try await site.send(.get, "/api/applications", as: made["token"]).status == 200)
            let replay = try await site.send(.post, "/api/api_tokens", body, key: "k1")
            #expect(replay["id"] == made["id"])
            #expect(replay.members["token"] == nil)
            #expect(!(try await site.send(.get, "/api/api_tokens")).text.contains(made["token"]))
            #expect(try await site.send(.delete, "/api/api_tokens/\(made["id"])").status == 204)
            #expect(try await site.send(.get, "/api/applications", as: made["token"]).status == 401)
        }
    }
}
