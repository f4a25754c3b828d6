import HTTPTypes
import Testing
import TollgateIssuer
import TollgateTesting

@Suite("A scope that lets clients be registered, as Gravitee AM's dcr_admin")
struct RegistrationScopeTests {
    private static let backend = #"{"grant_types":["client_credentials"],"scope":"free_plan"}"#

    /// An issuer at which two clients of the administrator may register others, and a third may not.
    private func run(
        initialAccessToken: String? = nil, _ body: @escaping @Sendable (TestIssuer) async throws -> Void
    ) async throws {
        try await TestIssuer.run(
            {
                $0.initialAccessToken = initialAccessToken
                $0.registrationScope = "dcr_admin"
                $0.clients = [
                    IssuerClient(id: "portal", secret: "portal-secret", scopes: ["dcr_admin"]),
                    IssuerClient(id: "default", secret: "default-secret", defaultScopes: ["dcr_admin"]),
                    IssuerClient(id: "other", secret: "other-secret", scopes: ["free_plan"]),
                ]
            }, body: body)
    }

    private func token(_ issuer: TestIssuer, of client: String, scope: String? = nil) async throws -> String {
        let form = "grant_type=client_credentials" + (scope.map { "&scope=\($0)" } ?? "")
        let reply = try await issuer.token(form, authorization: TestIssuer.basic(client, "\(client)-secret"))
        return try #require(reply.text("access_token"), "\(reply.bodyText)")
    }

    @Test("A token with the scope registers clients, asked for or carried by default; another is told what it lacks")
    func registers() async throws {
        try await run { issuer in
            for token in [
                try await token(issuer, of: "portal", scope: "dcr_admin"), try await token(issuer, of: "default"),
            ] {
                let made = try await issuer.register(Self.backend, bearer: token)
                #expect(made.status == .created)
                #expect(made.text("registration_access_token") != nil)
            }
            for (client, scope) in [("other", "free_plan"), ("portal", nil)] {
                let refused = try await issuer.register(
                    Self.backend, bearer: try await token(issuer, of: client, scope: scope))
                #expect(refused.status == .forbidden)
                #expect(refused.text("error") == "insufficient_scope")
                #expect(refused.header(.wwwAuthenticate)?.contains(#"scope="dcr_admin""#) == true)
            }
        }
    }

    @Test("Registration is not open then; an initial access token lets in as before, and counts for itself")
    func notOpen() async throws {
        try await run { issuer in
            for bearer in [nil, "x"] {
                let refused = try await issuer.register(Self.backend, bearer: bearer)
                #expect(refused.status == .unauthorized)
            }
        }
        try await run(initialAccessToken: TestIssuer.initialToken) { issuer in
            let registered = try await issuer.register(Self.backend)
            #expect(registered.status == .created)
            #expect(try await issuer.register(Self.backend, bearer: "x").status == .unauthorized)
        }
    }

    @Test("Nobody gets the scope by registering for it or by asking for it")
    func notForOthers() async throws {
        try await run { issuer in
            let portal = try await token(issuer, of: "portal", scope: "dcr_admin")
            let greedy = #"{"grant_types":["client_credentials"],"scope":"dcr_admin"}"#
            #expect(try await issuer.register(greedy, bearer: portal).status == .forbidden)
            let asked = try await issuer.token(
                "grant_type=client_credentials&scope=dcr_admin",
                authorization: TestIssuer.basic("other", "other-secret"))
            #expect(asked.text("error") == "invalid_scope")
        }
    }

    @Test("It shows, changes and deletes every client, without the client's secrets and with its token left as it is")
    func manages() async throws {
        try await run { issuer in
            let portal = try await token(issuer, of: "portal", scope: "dcr_admin")
            let made = try await issuer.register(Self.backend, bearer: portal)
            let id = try #require(made.text("client_id"))
            let own = try #require(made.text("registration_access_token"))

            let shown = try await issuer.manage(.get, id, bearer: portal)
            #expect(shown.status == .ok)
            #expect(shown.text("scope") == "free_plan")
            for secret in ["client_secret", "registration_access_token", "registration_client_uri"] {
                #expect(shown.members[secret] == nil)
            }
            let changed = try await issuer.manage(
                .put, id, bearer: portal,
                body: #"{"client_id":"\#(id)","client_name":"Shop","grant_types":["client_credentials"]}"#)
            #expect(changed.text("client_name") == "Shop")
            #expect(try await issuer.manage(.get, id, bearer: own).text("client_name") == "Shop")
            #expect(try await issuer.manage(.delete, id, bearer: portal).status == .noContent)
            #expect(try await issuer.manage(.get, id, bearer: portal).status == .notFound)
        }
    }

    @Test("A token that has expired, that was tampered with, or whose client is gone lets nobody in")
    func worthless() async throws {
        try await run { issuer in
            let token = try await token(issuer, of: "portal", scope: "dcr_admin")
            let other = try await self.token(issuer, of: "default")
            let parts = token.split(separator: ".")
            let signature = other.split(separator: ".")[2]
            for forged in ["\(parts[0]).\(parts[1]).\(signature)", "\(parts[0]).\(parts[1])", "..", token + "A"] {
                #expect(try await issuer.register(Self.backend, bearer: forged).status == .unauthorized)
            }
            #expect(try await issuer.manage(.delete, "default", bearer: token).status == .noContent)
            #expect(try await issuer.register(Self.backend, bearer: other).status == .unauthorized)
            issuer.clock.advance(by: .seconds(301))
            #expect(try await issuer.register(Self.backend, bearer: token).status == .unauthorized)
            #expect(try await issuer.manage(.get, "other", bearer: token).status == .unauthorized)
        }
    }

    @Test("A client of the administrator needs an identifier of its own and a secret, and is never printed with it")
    func configuration() {
        let client = IssuerClient(id: "a", secret: "s3cret")
        for wrong in [[client, client], [IssuerClient(id: "", secret: "x")], [IssuerClient(id: "a", secret: "")]] {
            let configuration = TestIssuer.configuration { $0.clients = wrong }
            #expect(throws: IssuerError.invalidClient(wrong[0].id)) {
                _ = try EmbeddedIssuer(configuration: configuration)
            }
        }
        var dumped = ""
        dump(TestIssuer.configuration { $0.clients = [client] }, to: &dumped)
        #expect(!dumped.contains("s3cret"))
        #expect(!"\(client) \(String(reflecting: client))".contains("s3cret"))
    }
}
