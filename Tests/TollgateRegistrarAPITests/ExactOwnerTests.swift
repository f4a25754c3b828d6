import HTTPTypes
import Testing
import TollgateRegistrar

/// CWE-176: names that look alike and that Swift's `String` calls equal.
@Suite("Two developers whose names are canonically equivalent, and not the same")
struct ExactOwnerTests {
    /// What `body` gets: a site with the first one's application and credential.
    private struct Pair: Sendable {
        let site: AdminSite
        let first: String
        let second: String
        let application: String
        let credential: String
    }

    private static func run(_ names: (String, String), _ body: @escaping @Sendable (Pair) async throws -> Void)
        async throws
    {
        try await AdminSite.run { site in
            _ = try await site.prepared()
            func token(_ owner: String) async throws -> String {
                let members: [String: JSONValue] = ["role": .string("developer"), "owner": .string(owner)]
                return try await site.send(
                    .post, "/api/api_tokens", bytes: JSONValue.object(members).text)["token"]
            }
            let (first, second) = (try await token(names.0), try await token(names.1))
            let application = try await site.send(.post, "/api/applications", #"{"name":"Acme"}"#, as: first)["id"]
            let request = try await site.send(
                .post, "/api/access_requests",
                #"{"application_id":"\#(application)","product_id":"payments","plan_id":"free"}"#, as: first)
            let approved = try await site.send(.post, "/api/access_requests/\(request["id"])/approve")
            try await body(
                Pair(
                    site: site, first: first, second: second, application: application,
                    credential: approved["credential_id"]))
        }
    }

    /// jos\u{E9} and jose\u{301}, and K and the sign for kelvin.
    private static let names = [("jos\u{E9}", "jose\u{301}"), ("K", "\u{212A}")]

    @Test("The second sees, changes, reveals and deletes nothing of the first", arguments: [0, 1])
    func nothingOfTheOther(place: Int) async throws {
        let names = Self.names[place]
        #expect(names.0 == names.1)
        try await Self.run(names) { pair in
            let (site, second) = (pair.site, pair.second)
            for list in ["applications", "access_requests", "credentials"] {
                let own = try await site.send(.get, "/api/\(list)", as: pair.first)
                #expect(own.members["total"] == .integer(1))
                #expect(try await site.send(.get, "/api/\(list)", as: second).members["total"] == .integer(0))
            }
            let (application, credential) = (
                "/api/applications/\(pair.application)", "/api/credentials/\(pair.credential)"
            )
            for path in [application, credential] {
                #expect(try await site.send(.get, path, as: second).status == 404)
                #expect(try await site.send(.delete, path, as: second).status == 404)
                #expect(try await site.send(.get, path, as: pair.first).status == 200)
            }
            for action in ["reveal-secret", "rotate-secret"] {
                #expect(try await site.send(.post, "\(credential)/\(action)", as: second).status == 404)
            }
            let body = #"{"application_id":"\#(pair.application)","product_id":"payments","plan_id":"gold"}"#
            #expect(try await site.send(.post, "/api/access_requests", body, as: second).status == 404)
            #expect(try await site.send(.post, "\(credential)/reveal-secret", as: pair.first)["client_secret"] != "")
        }
    }

    @Test("Nor may the second make applications in the name of the first, or ask for a list of theirs")
    func inTheOtherName() async throws {
        try await Self.run(Self.names[0]) { pair in
            let members: [String: JSONValue] = ["name": .string("Shop"), "owner": .string(Self.names[0].0)]
            let made = try await pair.site.send(
                .post, "/api/applications", bytes: JSONValue.object(members).text, as: pair.second)
            #expect(made.code == "admin_only")
            let listed = try await pair.site.send(.get, "/api/applications?owner=jos%C3%A9", as: pair.second)
            #expect(listed.members["total"] == .integer(0))
        }
    }
}
