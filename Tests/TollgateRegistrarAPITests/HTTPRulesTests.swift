import HTTPTypes
import Testing
import TollgateRegistrar

@Suite("HTTP, as the admin API speaks it")
struct HTTPRulesTests {
    @Test("Nothing that is answered may be stored, neither a resource nor a problem nor an empty answer")
    func noStore() async throws {
        try await AdminSite.run { site in
            let replies = [
                try await site.send(.get, "/api/applications"),
                try await site.send(.get, "/api/applications", as: "wrong"),
                try await site.send(.get, "/api/applications/x"),
                try await site.send(.get, "/api/nothing"),
                try await site.send(.put, "/api/applications", "{}"),
                try await site.send(.options, "/api/applications"),
                try await site.send(.head, "/api/applications"),
                try await site.send(.post, "/api/applications", #"{"name":"A"}"#),
                try await site.send(.post, "/api/applications", "{"),
                try await site.send(.get, "/api/openapi.json"),
            ]
            #expect(replies.map(\.status) == [200, 401, 404, 404, 405, 204, 200, 201, 400, 200])
            for reply in replies { #expect(reply.headers[.cacheControl] == "no-store", "\(reply.status)") }
        }
    }

    @Test("A method that a path does not have is refused with those that it has")
    func methods() async throws {
        try await AdminSite.run { site in
            for (method, path, allowed) in [
                (.put, "/api/applications", "GET, HEAD, OPTIONS, POST"),
                (.trace, "/api/credentials/x", "DELETE, GET, HEAD, OPTIONS, PATCH"),
                (.get, "/api/credentials/x/rotate-secret", "OPTIONS, POST"),
                (.delete, "/api/openapi.json", "GET, HEAD, OPTIONS"),
                (.init(rawValue: "BREW") ?? .trace, "/api/dcr_providers/a%2Fb", "DELETE, GET, HEAD, OPTIONS, PUT"),
            ] as [(HTTPRequest.Method, String, String)] {
                let refused = try await site.send(method, path)
                #expect(refused.status == 405)
                #expect(refused.code == "method_not_allowed")
                #expect(refused.headers[.allow] == allowed)
                #expect(refused.headers[.contentType] == "application/problem+json")
                let options = try await site.send(.options, path)
                #expect(options.status == 204)
                #expect(options.headers[.allow] == allowed)
            }
            #expect(try await site.send(.options, "/api/nothing").status == 404)
        }
    }

    @Test("HEAD is answered like GET, without a body")
    func head() async throws {
        try await AdminSite.run { site in
            for path in ["/api/applications", "/api/openapi.json", "/api/applications/x", "/api/nothing"] {
                let whole = try await site.send(.get, path)
                let head = try await site.send(.head, path)
                #expect(head.status == whole.status)
                #expect(head.headers[.contentType] == whole.headers[.contentType])
                #expect(head.text.isEmpty)
            }
            #expect(try await site.send(.head, "/api/applications", as: "wrong").status == 401)
            #expect(try await site.send(.head, "/api/credentials/x/rotate-secret").text.isEmpty)
        }
    }

    @Test(
        "A body that is said to be anything but JSON is not read",
        arguments: [
            ("application/x-www-form-urlencoded", 415), ("text/plain", 415), ("application/merge-patch+json", 415),
            ("application/json; charset=latin1", 415), ("application/json; charset=UTF-8", 201),
            ("APPLICATION/JSON;charset=\"utf-8\"", 201), (nil, 201),
        ])
    func mediaTypes(type: String?, status: Int) async throws {
        try await AdminSite.run { site in
            let reply = try await site.send(.post, "/api/applications", #"{"name":"A"}"#, type: type)
            #expect(reply.status == status)
            if status == 415 { #expect(reply.code == "media_type_unsupported") }
        }
    }

    @Test(
        "JSON that two programs could read differently, or that is nested without end, is refused",
        arguments: [
            (#"{"name":"A","name":"B"}"#, "twice"), (#"{"name":"A","n\u0061me":"B"}"#, "twice"),
            (#"{"name":"A","desc":{"a":[{"b":1,"b":2}]}}"#, "`b` is there twice"),
            (String(repeating: "[", count: 17), "16 levels"),
            (#"{"a":"# + String(repeating: "[", count: 30_000), "16 levels"), (#"{"name":"\ud800"}"#, "JSON object"),
            (#"{"name":"A"} x"#, "JSON object"), (#"{"name":"A"#, "JSON object"), (#"{"name":"\"#, "JSON object"),
        ])
    func ambiguousJSON(body: String, part: String) async throws {
        try await AdminSite.run { site in
            let refused = try await site.send(.post, "/api/applications", body)
            #expect(refused.status == 400)
            #expect(refused.code == "body_malformed")
            #expect(refused["detail"].contains(part), "\(refused.text)")
        }
    }

    @Test("Bytes that are not UTF-8 are refused, and a body beyond 64 KiB is not read to its end")
    func bytes() async throws {
        try await AdminSite.run { site in
            let invalid = Array(#"{"name":"A"#.utf8) + [0xC3, 0x28] + Array(#""}"#.utf8)
            let refused = try await site.send(.post, "/api/applications", bytes: invalid)
            #expect(refused.status == 400)
            #expect(refused.code == "body_malformed")
            let long = #"{"name":"A","desc":"\#(String(repeating: "x", count: 65_536))"}"#
            let tooLarge = try await site.send(.post, "/api/applications", long)
            #expect(tooLarge.status == 413)
            #expect(tooLarge.code == "body_too_large")
            let same = #"{"name":"A","desc":"{\"name\":1,\\","owner":"root"}"#
            #expect(try await site.send(.post, "/api/applications", same).status == 201)
        }
    }

    @Test("A provider's name may have anything printable in it; in a path it is one segment, percent-encoded")
    func identifiers() async throws {
        try await AdminSite.run { site in
            for name in ["a/b", "ü %2F?#", "..x", "%"] {
                let body = JSONValue.object([
                    "name": .string(name), "provider_type": .string("oidc"), "issuer": .string("https://idp.example"),
                ]).text
                let created = try await site.send(
                    .post, "/api/dcr_providers", String(decoding: body, as: UTF8.self))
                let location = try #require(created.headers[.location])
                #expect(!location.dropFirst("/api/dcr_providers/".count).contains("/"))
                #expect(try await site.send(.get, location)["name"] == name)
                #expect(try await site.send(.delete, location).status == 204)
            }
            for name in ["", ".", "..", "a\\nb"] {
                let body = #"{"name":"\#(name)","provider_type":"oidc","issuer":"https://idp.example"}"#
                #expect(try await site.send(.post, "/api/dcr_providers", body).status == 422)
            }
            #expect(try await site.send(.get, "/api/dcr_providers/%C3%28").status == 404)
        }
    }

    @Test("An approval of what is not offered any more conflicts with how things stand: nothing in it is wrong")
    func withoutBody() async throws {
        try await AdminSite.run { site in
            let application = try await site.prepared()
            let body = #"{"application_id":"\#(application)","product_id":"payments","plan_id":"free"}"#
            let request = try await site.send(.post, "/api/access_requests", body, as: site.ann)["id"]
            for _ in 0..<2 {
                let ended = try await site.send(
                    .put, "/api/portals/p/api_products/payments", #"{"auth":{"dcr":null}}"#)
                #expect(ended.status == 200)
            }
            let refused = try await site.send(.post, "/api/access_requests/\(request)/approve")
            #expect(refused.status == 409)
            #expect(refused.code == "product_not_offered")
            #expect(try await site.send(.post, "/api/access_requests", body, as: site.ann).status == 422)
        }
    }

    @Test("A token cannot delete itself, so that there is always an admin")
    func lastAdmin() async throws {
        try await AdminSite.run { site in
            guard case .array(let tokens)? = try await site.send(.get, "/api/api_tokens").members["list"],
                let own = tokens.first(where: { $0.object?["owner"] == .string("root") })?.object?["id"]?.string
            else {
                Issue.record("no token")
                return
            }
            let refused = try await site.send(.delete, "/api/api_tokens/\(own)")
            #expect(refused.status == 409)
            #expect(refused.code == "api_token_in_use")
            let other = try await site.send(.post, "/api/api_tokens", #"{"role":"admin","owner":"second"}"#)
            #expect(try await site.send(.delete, "/api/api_tokens/\(own)", as: other["token"]).status == 204)
            #expect(try await site.send(.get, "/api/api_tokens").status == 401)
        }
    }
}
