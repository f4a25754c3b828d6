import HTTPTypes
import Testing
import TollgateRegistrar

@Suite("How the admin API answers")
struct ProtocolTests {
    @Test("A creation with an Idempotency-Key happens once; the same key with another body is refused")
    func idempotency() async throws {
        try await AdminSite.run { site in
            let first = try await site.send(.post, "/api/applications", #"{"name":"Acme"}"#, as: site.ann, key: "k")
            let second = try await site.send(.post, "/api/applications", #"{"name":"Acme"}"#, as: site.ann, key: "k")
            #expect(first.status == 201 && second.status == 201)
            #expect(first.text == second.text)
            #expect(first.headers[.location] == second.headers[.location])
            let other = try await site.send(.post, "/api/applications", #"{"name":"Other"}"#, as: site.ann, key: "k")
            #expect(other.status == 422)
            #expect(other.code == "idempotency_key_reused")
            _ = try await site.send(.post, "/api/applications", #"{"name":"Acme"}"#, as: site.bob, key: "k")
            #expect(try await site.send(.get, "/api/applications").members["total"] == .integer(2))
            let refused = try await site.send(.post, "/api/applications", #"{"name":""}"#, as: site.ann, key: "k2")
            #expect(refused.status == 422)
            #expect(
                try await site.send(.post, "/api/applications", #"{"name":"B"}"#, as: site.ann, key: "k2").status == 201
            )
        }
    }

    @Test("Of many creations at once with one Idempotency-Key one happens; the rest are told so, or get its answer")
    func concurrentKeys() async throws {
        try await AdminSite.run { site in
            let replies = try await withThrowingTaskGroup(of: AdminSite.Reply.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        try await site.send(.post, "/api/applications", #"{"name":"Acme"}"#, as: site.ann, key: "k")
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(replies.contains { $0.status == 201 })
            for reply in replies { #expect(reply.status == 201 || reply.code == "idempotency_key_busy") }
            #expect(Set(replies.compactMap { $0.status == 201 ? $0["id"] : nil }).count == 1)
            #expect(try await site.send(.get, "/api/applications").members["total"] == .integer(1))
        }
    }

    @Test("The same Idempotency-Key of somebody else, and at another path, is another creation or none")
    func foreignKeys() async throws {
        try await AdminSite.run { site in
            let mine = try await site.send(.post, "/api/applications", #"{"name":"A"}"#, as: site.ann, key: "k")
            let theirs = try await site.send(.post, "/api/applications", #"{"name":"A"}"#, as: site.bob, key: "k")
            #expect(mine["id"] != theirs["id"])
            #expect(theirs["owner"] == "bob")
            let elsewhere = try await site.send(.post, "/api/access_requests", #"{"name":"A"}"#, as: site.ann, key: "k")
            #expect(elsewhere.code == "idempotency_key_reused")
            let long = String(repeating: "k", count: 256)
            #expect(
                try await site.send(.post, "/api/applications", #"{"name":"A"}"#, key: long).code
                    == "idempotency_key_invalid")
        }
    }

    @Test("An application of somebody else's is an admin's to make, and names are printable")
    func owners() async throws {
        try await AdminSite.run { site in
            let refused = try await site.send(.post, "/api/applications", #"{"name":"A","owner":"bob"}"#, as: site.ann)
            #expect(refused.status == 403)
            #expect(
                try await site.send(.post, "/api/applications", #"{"name":"A","owner":"bob"}"#)["owner"] == "bob")
            for body in [
                #"{"name":"a\u0000b"}"#, #"{"name":"a\nb"}"#, #"{"name":"A","owner":""}"#,
                #"{"name":"A","owner":"a\u0000b"}"#, #"{"name":"A","desc":"a\u0000b"}"#,
                #"{"name":"\#(String(repeating: "x", count: 201))"}"#,
            ] { #expect(try await site.send(.post, "/api/applications", body).status == 422, "\(body)") }
            let ends = String(repeating: "ü", count: 200)
            #expect(
                try await site.send(.post, "/api/applications", #"{"name":"\#(ends)","desc":"a\n\tb"}"#).status == 201)
        }
    }

    @Test("What the catalogue file owns is read here, and a change is refused with the place to make it")
    func catalogue() async throws {
        try await AdminSite.run { site in
            let products = try await site.send(.get, "/api/portals/p/api_products", as: site.ann)
            #expect(products.text.contains(#""scopes":["product_payments"]"#))
            #expect(try await site.send(.get, "/api/portals/p/plans").members["total"] == .integer(2))
            for refused in [
                try await site.send(.put, "/api/portals/p/api_products/payments", #"{"name":"Pay"}"#),
                try await site.send(.post, "/api/portals/p/api_products", "{}"),
                try await site.send(.delete, "/api/portals/p/api_products/payments"),
                try await site.send(.put, "/api/portals/p/plans/free", "{}"),
            ] {
                #expect(refused.status == 409)
                #expect(refused.code == "owned_by_catalogue")
                #expect(refused["detail"].contains("tollgate.yaml"))
            }
        }
    }

    @Test(
        "A body that makes no sense is refused with the member and what would be right",
        arguments: [
            (#"{"name":"x","provider_type":"ldap"}"#, 422, "oidc, http_bridge"),
            (#"{"name":"x","provider_type":"http_bridge"}"#, 422, "provider_config"),
            (#"{"name":"x","provider_type":"http_bridge","provider_config":{"url":"u"}}"#, 422, "no setting `url`"),
            (#"{"name":"x","provider_type":"oidc","issuer":"https://idp.example","driver":"x"}"#, 422, "keycloak"),
            (#"{"name":"x","provider_type":"oidc"}"#, 422, "issuer"),
            (#"{"name":7,"provider_type":"oidc","issuer":"u"}"#, 422, "must be a string"),
            (#"{"name":"x","provider_type":"oidc","issuer":"u","isuer":"u"}"#, 422, "isuer"),
            (#"{"name":"x","provider_type":"oidc","issuer":"no url"}"#, 422, "https"),
            ("[]", 400, "JSON object"), ("{", 400, "JSON object"), ("", 422, "`name` is missing"),
        ])
    func invalidBodies(body: String, status: Int, part: String) async throws {
        try await AdminSite.run { site in
            let refused = try await site.send(.post, "/api/dcr_providers", body)
            #expect(refused.status == status)
            #expect(refused.headers[.contentType] == "application/problem+json")
            #expect(refused["detail"].contains(part), "\(refused.text)")
        }
    }

    @Test("An unknown path and an unknown resource are problems too")
    func unknown() async throws {
        try await AdminSite.run { site in
            #expect(try await site.send(.get, "/api/nothing").code == "route_unknown")
            for path in [
                "applications/x", "access_requests/x", "credentials/x", "dcr_providers/x", "dcr_providers/%zz",
            ] {
                let missing = try await site.send(.get, "/api/\(path)")
                #expect(missing.status == 404)
                #expect(missing.headers[.contentType] == "application/problem+json")
            }
        }
    }

    @Test("A plan is changed, a product is taken away, and the client follows")
    func subscriptions() async throws {
        try await AdminSite.run { site in
            let credential = "/api/credentials/\(try await site.provisioned())"
            let list = try await site.send(.get, credential + "/subscriptions", as: site.ann)
            guard case .array(let items)? = list.members["list"], let id = items.first?.object?["id"]?.string else {
                Issue.record("\(list.text)")
                return
            }
            let path = credential + "/subscriptions/\(id)"
            #expect(try await site.send(.patch, path, #"{"plan_id":"gold"}"#, as: site.ann).status == 403)
            let changed = try await site.send(.patch, path, #"{"plan_id":"gold"}"#)
            #expect(changed["plan_id"] == "gold")
            #expect(try await site.send(.get, credential).text.contains("gold_plan"))
            #expect(
                try await site.send(.patch, credential, #"{"metadata":{"scope":"x"}}"#, as: site.ann).status == 422)
            #expect(try await site.send(.delete, path, as: site.ann).status == 204)
            #expect(try await site.send(.get, credential).status == 404)
            #expect(try await site.send(.get, credential + "/subscriptions").status == 404)
            let gone = try await site.send(.get, "/api/credentials?state=deleted")
            #expect(gone.members["total"] == .integer(1))
        }
    }
}
