import HTTPTypes
import HummingbirdTesting
import Testing
import TollgateIssuer

@Suite("Dynamic client registration (RFC 7591)")
struct RegistrationTests {
    private static let service = #"{"grant_types":["client_credentials"]}"#

    @Test("The answer holds identifiers, secrets and everything registered")
    func fullAnswer() async throws {
        try await TestIssuer.run { test in
            try test.issuer.setBaseURL("http://localhost:9999")
            let reply = try await test.register(
                """
                {"client_name":"Shop","client_uri":"https://shop.example/","logo_uri":"https://shop.example/l.png",
                "contacts":["dev@shop.example"],"tos_uri":"https://shop.example/tos",
                "policy_uri":"https://shop.example/policy","jwks_uri":"https://shop.example/jwks",
                "software_id":"s1","software_version":"2","application_type":"web",
                "redirect_uris":["https://shop.example/cb","com.shop.app:/cb"],
                "grant_types":["client_credentials","authorization_code","refresh_token"],"response_types":["code"],
                "token_endpoint_auth_method":"client_secret_post","scope":"product_payments free_plan",
                "unknown_member":{"a":[1]}}
                """)
            let id = try #require(reply.text("client_id"))
            #expect(reply.status == .created)
            #expect(reply.header(.cacheControl) == "no-store")
            #expect(id.utf8.count == 36)
            #expect(reply.text("client_secret")?.utf8.count == 32)
            #expect(reply.number("client_secret_expires_at") == 0)
            #expect(reply.number("client_id_issued_at") == 1_700_000_000)
            #expect(reply.text("registration_access_token")?.utf8.count == 64)
            #expect(
                reply.text("registration_client_uri")
                    == "http://localhost:9999/realms/DCR/clients-registrations/openid-connect/\(id)")
            #expect(reply.header(.location) == reply.text("registration_client_uri"))
            #expect(reply.text("client_name") == "Shop")
            #expect(reply.text("client_uri") == "https://shop.example/")
            #expect(reply.text("logo_uri") == "https://shop.example/l.png")
            #expect(reply.texts("contacts") == ["dev@shop.example"])
            #expect(reply.text("tos_uri") == "https://shop.example/tos")
            #expect(reply.text("policy_uri") == "https://shop.example/policy")
            #expect(reply.text("jwks_uri") == "https://shop.example/jwks")
            #expect(reply.text("software_id") == "s1")
            #expect(reply.text("software_version") == "2")
            #expect(reply.text("application_type") == "web")
            #expect(reply.texts("redirect_uris") == ["https://shop.example/cb", "com.shop.app:/cb"])
            #expect(reply.texts("grant_types") == ["client_credentials", "authorization_code", "refresh_token"])
            #expect(reply.texts("response_types") == ["code"])
            #expect(reply.text("token_endpoint_auth_method") == "client_secret_post")
            #expect(reply.text("scope") == "product_payments free_plan")
            #expect(reply.members["unknown_member"] == nil)
        }
    }

    @Test("What is left out or null gets the defaults of RFC 7591 §2")
    func defaults() async throws {
        try await TestIssuer.run { test in
            let reply = try await test.register(
                """
                {"redirect_uris":["https://a.example/"],"scope":null,"grant_types":null,"client_id":null,
                "token_endpoint_auth_method":null}
                """)
            #expect(reply.status == .created)
            #expect(reply.texts("grant_types") == ["authorization_code"])
            #expect(reply.texts("response_types") == ["code"])
            #expect(reply.text("token_endpoint_auth_method") == "client_secret_basic")
            #expect(reply.members["scope"] == nil)
            #expect(reply.members["client_name"] == nil)
        }
    }

    @Test("A client for client credentials alone has no response types and needs no redirect URI")
    func serviceClient() async throws {
        try await TestIssuer.run { test in
            let reply = try await test.register(Self.service)
            let explicit = try await test.register(
                #"{"grant_types":["client_credentials"],"response_types":[],"redirect_uris":[]}"#)
            #expect(reply.status == .created)
            #expect(reply.texts("response_types") == [])
            #expect(explicit.status == .created)
        }
    }

    @Test("A public client has no secret")
    func publicClient() async throws {
        try await TestIssuer.run { test in
            let reply = try await test.register(
                #"{"redirect_uris":["https://a.example/"],"token_endpoint_auth_method":"none"}"#)
            #expect(reply.status == .created)
            #expect(reply.members["client_secret"] == nil)
            #expect(reply.members["client_secret_expires_at"] == nil)
        }
    }

    @Test("No two clients share an identifier, a secret or a registration token")
    func uniqueness() async throws {
        try await TestIssuer.run { test in
            let one = try await test.makeClient()
            let two = try await test.makeClient()
            #expect(Set([one.id, one.secret, one.token, two.id, two.secret, two.token]).count == 6)
        }
    }

    @Test("Without an initial access token in the configuration everybody may register, with any bearer or none")
    func openRegistration() async throws {
        try await TestIssuer.run {
            $0.initialAccessToken = nil
        } body: { test in
            let bare = try await test.register(Self.service, bearer: nil)
            let any = try await test.register(Self.service, bearer: "anything")
            #expect(bare.status == .created)
            #expect(any.status == .created)
        }
    }

    @Test("No token is 401 with a bare challenge (RFC 6750 §3.1)")
    func missingToken() async throws {
        try await TestIssuer.run { test in
            let reply = try await test.register(Self.service, bearer: nil)
            #expect(reply.status == .unauthorized)
            #expect(reply.text("error") == "invalid_token")
            #expect(reply.header(.wwwAuthenticate) == #"Bearer realm="DCR""#)
        }
    }

    @Test(
        "A wrong token is 401 invalid_token", arguments: ["x", "initial-access-toke", "initial-access-token2", "a b"])
    func wrongToken(token: String) async throws {
        try await TestIssuer.run { test in
            let reply = try await test.register(Self.service, bearer: token)
            #expect(reply.status == .unauthorized)
            #expect(reply.text("error") == "invalid_token")
            #expect(reply.header(.wwwAuthenticate) == #"Bearer realm="DCR", error="invalid_token""#)
        }
    }

    @Test("Another scheme, or two headers, are 401 invalid_token")
    func otherScheme() async throws {
        try await TestIssuer.run { test in
            var twice: HTTPFields = [.contentType: "application/json"]
            for _ in 0..<2 {
                twice.append(HTTPField(name: .authorization, value: "Bearer \(TestIssuer.initialToken)"))
            }
            for headers in [twice, [.authorization: TestIssuer.basic("a", "b"), .contentType: "application/json"]] {
                let reply = try await test.send(.post, TestIssuer.clientsPath, headers: headers, body: Self.service)
                #expect(reply.status == .unauthorized)
                #expect(reply.text("error") == "invalid_token")
            }
        }
    }

    @Test("An initial access token for two clients registers two, and a refused registration does not use it up")
    func tokenUses() async throws {
        try await TestIssuer.run {
            $0.initialAccessTokenUses = 2
        } body: { test in
            #expect(try await test.register(Self.service).status == .created)
            #expect(try await test.register("{}").status == .badRequest)
            #expect(try await test.register(Self.service).status == .created)
            let third = try await test.register(Self.service)
            #expect(third.status == .unauthorized)
            #expect(third.text("error") == "invalid_token")
        }
    }

    @Test("Of many registrations at once, an initial access token lets through exactly its count")
    func concurrentUses() async throws {
        try await TestIssuer.run {
            $0.initialAccessTokenUses = 5
        } body: { test in
            let created = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<32 {
                    group.addTask { try await test.register(Self.service).status == .created }
                }
                return try await group.reduce(into: 0) { count, isCreated in count += isCreated ? 1 : 0 }
            }
            #expect(created == 5)
        }
    }

    @Test("A full realm refuses further clients as Keycloak's policy does")
    func fullRealm() async throws {
        try await TestIssuer.run {
            $0.maximumClients = 1
        } body: { test in
            #expect(try await test.register(Self.service).status == .created)
            let reply = try await test.register(Self.service)
            #expect(reply.status == .forbidden)
            #expect(reply.text("error_description")?.contains("Max Clients Limit") == true)
        }
    }
}
