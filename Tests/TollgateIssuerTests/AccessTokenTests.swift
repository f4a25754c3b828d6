import Foundation
import HTTPTypes
import HummingbirdTesting
import Testing
import TollgateIssuer
import TollgateTesting

@Suite("Access tokens for client credentials")
struct AccessTokenTests {
    private static let form = "grant_type=client_credentials&scope=product_payments+free_plan"

    @Test("A token carries Keycloak's claims and verifies with the published key")
    func claims() async throws {
        try await TestIssuer.run { test in
            let client = try await test.makeClient()
            let reply = try await test.token(Self.form, authorization: TestIssuer.basic(client.id, client.secret))
            let token = try DecodedToken(reply.text("access_token"))
            let keys = try PublishedKeys(await test.send(.get, TestIssuer.keysPath))
            #expect(try keys.verify(token))
            #expect(token.header["alg"] as? String == "RS256")
            #expect(token.header["typ"] as? String == "JWT")
            #expect(token.text("iss") == "http://localhost/realms/DCR")
            #expect(token.number("iat") == 1_700_000_000)
            #expect(token.number("exp") == 1_700_000_300)
            #expect(token.text("typ") == "Bearer")
            #expect(token.text("azp") == client.id)
            #expect(token.text("client_id") == client.id)
            #expect(token.text("acr") == "1")
            #expect(token.text("scope") == "product_payments free_plan")
            #expect(token.text("preferred_username") == "service-account-\(client.id)")
            #expect(token.text("sub")?.utf8.count == 36)
            #expect(token.text("jti")?.utf8.count == 36)
            #expect(token.claims["aud"] == nil)
        }
    }

    @Test("The resource for which a client asks for a token is an audience of the token (RFC 8707)")
    func resource() async throws {
        let form = Self.form + "&resource="
        try await TestIssuer.run { test in
            let client = try await test.makeClient()
            let basic = TestIssuer.basic(client.id, client.secret)
            let reply = try await test.token(form + "https%3A%2F%2Fgate.example%2Fpay", authorization: basic)
            #expect(try DecodedToken(reply.text("access_token")).text("aud") == "https://gate.example/pay")
            for bad in ["pay", "%2Fpay", "https%3A%2F%2Fgate.example%2F%23x", "urn%3Apay", "https%3A%2F%2F"] {
                let refused = try await test.token(form + bad, authorization: basic)
                #expect(refused.status == .badRequest)
                #expect(refused.text("error") == "invalid_target")
            }
        }
    }

    @Test("A flipped bit in the signature does not verify")
    func flippedBit() async throws {
        try await TestIssuer.run { test in
            let client = try await test.makeClient()
            let reply = try await test.token(Self.form, authorization: TestIssuer.basic(client.id, client.secret))
            let text = try #require(reply.text("access_token"))
            let keys = try PublishedKeys(await test.send(.get, TestIssuer.keysPath))
            let dot = try #require(text.lastIndex(of: "."))
            let first = text.index(after: dot)
            let forged = text.replacingCharacters(in: first...first, with: text[first] == "A" ? "B" : "A")
            #expect(try !keys.verify(DecodedToken(forged)))
        }
    }

    @Test("The answer is that of RFC 6749 §5.1 with Keycloak's members, and may not be stored")
    func answer() async throws {
        try await TestIssuer.run { test in
            let client = try await test.makeClient()
            let reply = try await test.token(Self.form, authorization: TestIssuer.basic(client.id, client.secret))
            #expect(reply.status == .ok)
            #expect(reply.header(.cacheControl) == "no-store")
            #expect(reply.text("token_type") == "Bearer")
            #expect(reply.number("expires_in") == 300)
            #expect(reply.number("refresh_expires_in") == 0)
            #expect(reply.number("not-before-policy") == 0)
            #expect(reply.text("scope") == "product_payments free_plan")
        }
    }

    @Test("The subject stays the same, the token identifier does not")
    func identity() async throws {
        try await TestIssuer.run { test in
            let client = try await test.makeClient()
            let credentials = TestIssuer.basic(client.id, client.secret)
            let one = try DecodedToken(await test.token(Self.form, authorization: credentials).text("access_token"))
            let two = try DecodedToken(await test.token(Self.form, authorization: credentials).text("access_token"))
            #expect(one.text("sub") == two.text("sub"))
            #expect(one.text("jti") != two.text("jti"))
            #expect(one.text("sub") != client.id)
        }
    }

    @Test("client_secret_post sends identifier and secret in the form")
    func secretPost() async throws {
        try await TestIssuer.run { test in
            let client = try await test.makeClient(method: "client_secret_post")
            let reply = try await test.token(Self.form + "&client_id=\(client.id)&client_secret=\(client.secret)")
            #expect(reply.status == .ok)
        }
    }

    @Test("client_secret_basic is form-encoded before base64 (RFC 6749 §2.3.1)")
    func encodedBasic() async throws {
        try await TestIssuer.run { test in
            let client = try await test.makeClient()
            let escaped = client.secret.utf8.map { "%" + String($0, radix: 16) }.joined()
            let id = client.id.replacing("-", with: "%2D")
            let reply = try await test.token(Self.form, authorization: TestIssuer.basic(id, escaped))
            #expect(reply.status == .ok)
        }
    }

    @Test("The form may repeat the client_id that the header authenticates")
    func repeatedClientID() async throws {
        try await TestIssuer.run { test in
            let client = try await test.makeClient()
            let credentials = TestIssuer.basic(client.id, client.secret)
            let same = try await test.token(Self.form + "&client_id=\(client.id)", authorization: credentials)
            let other = try await test.token(Self.form + "&client_id=other", authorization: credentials)
            #expect(same.status == .ok)
            #expect(other.status == .badRequest)
            #expect(other.text("error") == "invalid_request")
        }
    }

    @Test("Without a scope parameter there is a token without product scopes", arguments: ["", "&scope=", "&scope=+"])
    func noScope(suffix: String) async throws {
        try await TestIssuer.run { test in
            let client = try await test.makeClient()
            let reply = try await test.token(
                "grant_type=client_credentials" + suffix, authorization: TestIssuer.basic(client.id, client.secret))
            #expect(reply.status == .ok)
            #expect(reply.text("scope")?.isEmpty == true)
            #expect(try DecodedToken(reply.text("access_token")).text("scope")?.isEmpty == true)
        }
    }

    @Test("Default scopes are in every token, after what was asked for, each once")
    func defaultScopes() async throws {
        try await TestIssuer.run {
            $0.defaultScopes = ["profile", "email"]
        } body: { test in
            let client = try await test.makeClient()
            let credentials = TestIssuer.basic(client.id, client.secret)
            let bare = try await test.token("grant_type=client_credentials", authorization: credentials)
            let asked = try await test.token(
                "grant_type=client_credentials&scope=free_plan+email+free_plan", authorization: credentials)
            #expect(bare.text("scope") == "profile email")
            #expect(asked.text("scope") == "free_plan email profile")
        }
    }

    @Test("One audience is a string, several are an array")
    func audiences() async throws {
        for audiences in [["payments"], ["payments", "orders"]] {
            try await TestIssuer.run {
                $0.audiences = audiences
            } body: { test in
                let client = try await test.makeClient()
                let reply = try await test.token(Self.form, authorization: TestIssuer.basic(client.id, client.secret))
                let claim = try DecodedToken(reply.text("access_token")).claims["aud"]
                if audiences.count == 1 {
                    #expect(claim as? String == "payments")
                } else {
                    #expect(claim as? [String] == audiences)
                }
            }
        }
    }

    @Test("Lifetime and clock are the configured ones, even at the end of time")
    func lifetime() async throws {
        try await TestIssuer.run {
            $0.tokenLifetime = .seconds(7)
        } body: { test in
            let client = try await test.makeClient()
            let credentials = TestIssuer.basic(client.id, client.secret)
            test.clock.advance(toUnixSeconds: 2_000_000_000)
            let reply = try await test.token(Self.form, authorization: credentials)
            let token = try DecodedToken(reply.text("access_token"))
            #expect(reply.number("expires_in") == 7)
            #expect(token.number("iat") == 2_000_000_000)
            #expect(token.number("exp") == 2_000_000_007)
            test.clock.advance(toUnixSeconds: .max)
            #expect(try await test.token(Self.form, authorization: credentials).status == .ok)
        }
    }
}
