import HTTPTypes
import Testing
import TollgateRegistrar

@Suite("Lists of the admin API")
struct ListTests {
    private static func names(_ reply: AdminSite.Reply, _ member: String = "name") -> [String] {
        guard case .array(let items)? = reply.members["list"] else { return ["no list: \(reply.text)"] }
        return items.map { $0.object?[member]?.string ?? "" }
    }

    @Test("A page is what the store gives, with the length of what the asker may see and has asked for")
    func pages() async throws {
        try await AdminSite.run { site in
            for name in ["a", "b", "c"] {
                _ = try await site.send(.post, "/api/applications", #"{"name":"\#(name)"}"#, as: site.ann)
            }
            _ = try await site.send(.post, "/api/applications", #"{"name":"d"}"#, as: site.bob)
            let second = try await site.send(.get, "/api/applications?page=2&page_size=2", as: site.ann)
            #expect(Self.names(second) == ["c"])
            #expect(second.members["total"] == .integer(3))
            #expect(second.members["page"] == .integer(2))
            let all = try await site.send(.get, "/api/applications")
            #expect(Self.names(all) == ["a", "b", "c", "d"])
            #expect(Self.names(try await site.send(.get, "/api/applications?owner=bob")) == ["d"])
            #expect(Self.names(try await site.send(.get, "/api/applications?owner=ann", as: site.ann)).count == 3)
            let foreign = try await site.send(.get, "/api/applications?owner=bob", as: site.ann)
            #expect(foreign.members["total"] == .integer(0))
            let beyond = try await site.send(.get, "/api/applications?page=2147483647&page_size=100")
            #expect(beyond.members["total"] == .integer(4))
            #expect(Self.names(beyond).isEmpty)
        }
    }

    @Test("Requests and credentials are filtered by application and state, credentials by provider too")
    func filters() async throws {
        try await AdminSite.run { site in
            let credential = try await site.provisioned()
            let application = try await site.send(.get, "/api/credentials/\(credential)")["application_id"]
            let other = try await site.send(.post, "/api/applications", #"{"name":"Other"}"#, as: site.ann)["id"]
            let open = try await site.send(
                .post, "/api/access_requests",
                #"{"application_id":"\#(other)","product_id":"payments","plan_id":"free"}"#, as: site.ann)["id"]
            func ids(_ list: String, as token: String? = nil) async throws -> [String] {
                Self.names(try await site.send(.get, "/api/\(list)", as: token), "id")
            }
            #expect(try await ids("access_requests?state=pending") == [open])
            #expect(try await ids("access_requests?application_id=\(other)", as: site.ann) == [open])
            #expect(try await ids("access_requests?application_id=\(application)&state=pending").isEmpty)
            #expect(try await ids("access_requests?application_id=\(other)", as: site.bob).isEmpty)
            #expect(try await ids("credentials?state=active&dcr_provider_id=idp") == [credential])
            #expect(try await ids("credentials?application_id=\(application)", as: site.ann) == [credential])
            #expect(try await ids("credentials?application_id=\(other)").isEmpty)
            #expect(try await ids("credentials?state=deleted").isEmpty)
            #expect(try await ids("credentials?dcr_provider_id=none").isEmpty)
            #expect(try await ids("credentials", as: site.bob).isEmpty)
        }
    }

    @Test(
        "A query that is not understood is refused, since a filter that is ignored shows too much",
        arguments: [
            ("access_requests?state=open", "pending, approved"), ("credentials?state=gone", "registering"),
            ("access_requests?state=pending&state=failed", "twice"), ("applications?ower=ann", "`ower`"),
            ("applications?page=0", "from 1"), ("applications?page_size=101", "1 to 100"),
            ("applications?page=%2B1", "whole number"), ("applications?page", "whole number"),
            ("applications?owner=%zz", "percent-encoded"), ("dcr_providers?state=x", "`state`"),
            ("applications?page=99999999999999999999", "whole number"),
        ])
    func unknownQueries(path: String, part: String) async throws {
        try await AdminSite.run { site in
            let refused = try await site.send(.get, "/api/\(path)")
            #expect(refused.status == 400)
            #expect(refused.code == "query_invalid")
            #expect(refused["detail"].contains(part), "\(refused.text)")
        }
    }

    @Test("An owner whose name has other characters than letters is found by it")
    func encodedQuery() async throws {
        try await AdminSite.run { site in
            let body = #"{"name":"A","owner":"ann + bob@example.com"}"#
            #expect(try await site.send(.post, "/api/applications", body).status == 201)
            let found = try await site.send(.get, "/api/applications?owner=ann+%2B%20bob%40example.com")
            #expect(found.members["total"] == .integer(1))
        }
    }

    @Test("A comma may belong to a redirect URI: one text of them is divided as the registrar divides it")
    func redirectURIs() async throws {
        try await AdminSite.run { site in
            let application = try await site.prepared()
            let uris = "https://a.example/cb?x=1,2, https://b.example/cb"
            let request = try await site.send(
                .post, "/api/access_requests",
                """
                {"application_id":"\(application)","product_id":"payments","plan_id":"free","client_type":"web",
                "redirect_uris":"\(uris)"}
                """, as: site.ann)
            #expect(request.status == 201, "\(request.text)")
            #expect(
                request.members["redirect_uris"] == .strings(["https://a.example/cb?x=1,2", "https://b.example/cb"]))
            let credential = try await site.send(.post, "/api/access_requests/\(request["id"])/approve")
            let path = "/api/credentials/\(credential["credential_id"])"
            let changed = try await site.send(
                .patch, path, #"{"redirect_uris":"https://a.example/cb?x=1,2"}"#, as: site.ann)
            #expect(changed.members["redirect_uris"] == .strings(["https://a.example/cb?x=1,2"]))
        }
    }
}
