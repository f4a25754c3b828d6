import HTTPTypes
import HummingbirdTesting
import Testing
import TollgateIssuer

@Suite("Refusals of the token endpoint")
struct TokenRefusalTests {
    private static let form = "grant_type=client_credentials&scope=free_plan"

    @Test(
        "A malformed request is 400 invalid_request",
        arguments: [
            "scope=free_plan", "grant_type=", "", "grant_type=client_credentials&grant_type=client_credentials",
            "grant_type=client_credentials&scope=a&scope=b", "grant_type=client_credentials&x=&x=",
            "grant_type=client_credentials&scope=%zz", "grant_type=client_credentials&scope=%2",
            "grant_type=client_credentials&scope=%ff", "grant_type=client_credentials&scope=%",
        ])
    func malformed(form: String) async throws {
        try await TestIssuer.run { test in
            let client = try await test.makeClient()
            let reply = try await test.token(form, authorization: TestIssuer.basic(client.id, client.secret))
            #expect(reply.status == .badRequest)
            #expect(reply.text("error") == "invalid_request")
            #expect(reply.header(.cacheControl) == "no-store")
        }
    }

    @Test(
        "Any content type but form encoding is 400 invalid_request",
        arguments: ["application/json", "text/plain", "", "application/x-www-form-urlencodedx", ";"])
    func contentType(type: String) async throws {
        try await TestIssuer.run { test in
            let client = try await test.makeClient()
            let credentials = TestIssuer.basic(client.id, client.secret)
            let reply = try await test.token(Self.form, authorization: credentials, contentType: type)
            #expect(reply.status == .badRequest)
            #expect(reply.text("error") == "invalid_request")
        }
    }

    @Test("Parameters and case of the content type do not matter")
    func contentTypeParameters() async throws {
        try await TestIssuer.run { test in
            let client = try await test.makeClient()
            let credentials = TestIssuer.basic(client.id, client.secret)
            let type = "Application/X-WWW-Form-URLEncoded ; charset=UTF-8"
            #expect(try await test.token(Self.form, authorization: credentials, contentType: type).status == .ok)
        }
    }

    @Test("Header and form both with a secret are 400 invalid_request (RFC 6749 §2.3)")
    func twoMethods() async throws {
        try await TestIssuer.run { test in
            let client = try await test.makeClient()
            let reply = try await test.token(
                Self.form + "&client_id=\(client.id)&client_secret=\(client.secret)",
                authorization: TestIssuer.basic(client.id, client.secret))
            #expect(reply.status == .badRequest)
            #expect(reply.text("error") == "invalid_request")
        }
    }

    @Test(
        "A header that does not authenticate is 401 invalid_client with a Basic challenge",
        arguments: [
            "Basic", "Basic ", "Basic !!!!", "Basic bm8tY29sb24=", "Basic Og==", "Basic /////w==", "Bearer abc",
            "Digest x", TestIssuer.basic("unknown", "secret"), TestIssuer.basic("%zz", "x"),
        ])
    func wrongHeader(header: String) async throws {
        try await TestIssuer.run { test in
            let reply = try await test.token(Self.form, authorization: header)
            #expect(reply.status == .unauthorized)
            #expect(reply.text("error") == "invalid_client")
            #expect(reply.header(.wwwAuthenticate) == #"Basic realm="DCR""#)
            #expect(reply.header(.cacheControl) == "no-store")
        }
    }

    @Test("A wrong secret is 401 invalid_client, wherever it differs")
    func wrongSecret() async throws {
        try await TestIssuer.run { test in
            let client = try await test.makeClient()
            for secret in [
                "", "x", client.secret + "0", String(client.secret.dropLast()), client.secret.uppercased() + "!",
            ] {
                let reply = try await test.token(Self.form, authorization: TestIssuer.basic(client.id, secret))
                #expect(reply.status == .unauthorized)
                #expect(reply.text("error") == "invalid_client")
            }
        }
    }

    @Test(
        "A form that does not authenticate is 401 invalid_client without a challenge",
        arguments: ["", "&client_id=unknown", "&client_secret=x", "&client_id=unknown&client_secret=x"])
    func wrongForm(suffix: String) async throws {
        try await TestIssuer.run { test in
            let reply = try await test.token(Self.form + suffix)
            #expect(reply.status == .unauthorized)
            #expect(reply.text("error") == "invalid_client")
            #expect(reply.header(.wwwAuthenticate) == nil)
        }
    }

    @Test("Only the method that the client was registered with authenticates it")
    func registeredMethod() async throws {
        try await TestIssuer.run { test in
            let basic = try await test.makeClient(method: "client_secret_basic")
            let post = try await test.makeClient(method: "client_secret_post")
            let inForm = try await test.token(Self.form + "&client_id=\(basic.id)&client_secret=\(basic.secret)")
            let inHeader = try await test.token(Self.form, authorization: TestIssuer.basic(post.id, post.secret))
            let without = try await test.token(Self.form + "&client_id=\(post.id)")
            for reply in [inForm, inHeader, without] {
                #expect(reply.status == .unauthorized)
                #expect(reply.text("error") == "invalid_client")
            }
        }
    }

    @Test(
        "Any grant but client_credentials is 400 unsupported_grant_type",
        arguments: ["authorization_code", "password", "refresh_token", "Client_Credentials", "x"])
    func unsupportedGrant(grant: String) async throws {
        try await TestIssuer.run { test in
            let client = try await test.makeClient()
            let reply = try await test.token(
                "grant_type=\(grant)", authorization: TestIssuer.basic(client.id, client.secret))
            #expect(reply.status == .badRequest)
            #expect(reply.text("error") == "unsupported_grant_type")
        }
    }

    @Test("A client without the grant is 400 unauthorized_client, with and without a secret")
    func unauthorizedClient() async throws {
        try await TestIssuer.run { test in
            let web = try await test.register(#"{"redirect_uris":["https://app.example/cb"]}"#)
            let id = try #require(web.text("client_id"))
            let secret = try #require(web.text("client_secret"))
            let confidential = try await test.token(Self.form, authorization: TestIssuer.basic(id, secret))
            let spa = try await test.register(
                #"{"redirect_uris":["https://app.example/cb"],"token_endpoint_auth_method":"none"}"#)
            let publicID = try #require(spa.text("client_id"))
            let open = try await test.token(Self.form + "&client_id=\(publicID)")
            for reply in [confidential, open] {
                #expect(reply.status == .badRequest)
                #expect(reply.text("error") == "unauthorized_client")
            }
        }
    }

    @Test(
        "A scope that is unknown or not the client's is 400 invalid_scope",
        arguments: ["gold_plan", "unknown", "free_plan+gold_plan", "openid", "FREE_PLAN", "free_plan%09x"])
    func invalidScope(scope: String) async throws {
        try await TestIssuer.run { test in
            let client = try await test.makeClient(scope: "free_plan")
            let reply = try await test.token(
                "grant_type=client_credentials&scope=\(scope)",
                authorization: TestIssuer.basic(client.id, client.secret))
            #expect(reply.status == .badRequest)
            #expect(reply.text("error") == "invalid_scope")
        }
    }

    @Test("A body of 64 KiB is read, one byte more is 413")
    func bodyLimit() async throws {
        try await TestIssuer.run { test in
            let client = try await test.makeClient()
            let credentials = TestIssuer.basic(client.id, client.secret)
            let form = Self.form + "&x="
            let fits = form + String(repeating: "x", count: 65_536 - form.utf8.count)
            #expect(try await test.token(fits, authorization: credentials).status == .ok)
            let reply = try await test.token(fits + "x", authorization: credentials)
            #expect(reply.status == .contentTooLarge)
            #expect(reply.text("error") == "invalid_request")
        }
    }

    @Test("A refusal repeats nothing of the request")
    func noEcho() async throws {
        try await TestIssuer.run { test in
            let form = "grant_type=client_credentials&scope=ECHO&client_id=ECHO&client_secret=ECHO"
            let client = try await test.token(form)
            let grant = try await test.token("grant_type=ECHO")
            #expect(!client.bodyText.contains("ECHO"))
            #expect(!grant.bodyText.contains("ECHO"))
        }
    }
}
