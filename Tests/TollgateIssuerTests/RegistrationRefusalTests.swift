import HTTPTypes
import HummingbirdTesting
import Testing
import TollgateIssuer

@Suite("Refused client metadata (RFC 7591 §3.2.2)")
struct RegistrationRefusalTests {
    @Test(
        "Metadata that is malformed, unsupported or contradictory is 400 invalid_client_metadata",
        arguments: [
            "", "{", "[]", "null", "\"x\"", "1", "{\"client_name\":}", "{} {}",
            #"{"client_name":1,"grant_types":["client_credentials"]}"#,
            #"{"grant_types":"client_credentials"}"#,
            #"{"grant_types":[1]}"#,
            #"{"scope":["free_plan"],"grant_types":["client_credentials"]}"#,
            #"{"contacts":"a@b.example","grant_types":["client_credentials"]}"#,
            #"{"redirect_uris":"https://a.example/"}"#,
            #"{"grant_types":["client_credentials"],"token_endpoint_auth_method":"private_key_jwt"}"#,
            #"{"grant_types":["client_credentials"],"token_endpoint_auth_method":"none"}"#,
            #"{"grant_types":["client_credentials","magic"]}"#,
            #"{"grant_types":["client_credentials"],"client_id":"mine"}"#,
            #"{"grant_types":["client_credentials"],"client_id":7}"#,
            #"{"grant_types":["client_credentials"],"response_types":["code"]}"#,
            #"{"grant_types":["authorization_code"],"response_types":[],"redirect_uris":["https://a.example/"]}"#,
            #"{"grant_types":["authorization_code"],"response_types":["token"],"redirect_uris":["https://a.example/"]}"#,
            #"{"response_types":["token"],"redirect_uris":["https://a.example/"]}"#,
            #"{"response_types":["magic"],"redirect_uris":["https://a.example/"]}"#,
            #"{"grant_types":["client_credentials"],"client_uri":"/relative"}"#,
            #"{"grant_types":["client_credentials"],"logo_uri":"javascript:alert(1)"}"#,
            #"{"grant_types":["client_credentials"],"application_type":"service"}"#,
            #"{"grant_types":["client_credentials"],"jwks":{"keys":[]},"jwks_uri":"https://a.example/"}"#,
        ])
    func invalidMetadata(metadata: String) async throws {
        try await TestIssuer.run { test in
            let reply = try await test.register(metadata)
            #expect(reply.status == .badRequest)
            #expect(reply.text("error") == "invalid_client_metadata")
            #expect(reply.header(.cacheControl) == "no-store")
        }
    }

    @Test(
        "Redirect URIs that are missing, relative, dangerous or have a fragment are 400 invalid_redirect_uri",
        arguments: [
            "{}", #"{"redirect_uris":[]}"#, #"{"grant_types":["implicit"]}"#,
            #"{"redirect_uris":["/cb"]}"#, #"{"redirect_uris":["app.example/cb"]}"#, #"{"redirect_uris":["*"]}"#,
            #"{"redirect_uris":["https://a.example/cb#part"]}"#, #"{"redirect_uris":["https://a.example/cb#"]}"#,
            #"{"redirect_uris":["https://"]}"#, #"{"redirect_uris":["https:/cb"]}"#, #"{"redirect_uris":[""]}"#,
            #"{"redirect_uris":["http://:80/"]}"#, #"{"redirect_uris":["https://a.example/c b"]}"#,
            #"{"redirect_uris":["javascript:alert(1)"]}"#, #"{"redirect_uris":["DATA:text/html,x"]}"#,
            #"{"redirect_uris":["app:"]}"#, #"{"redirect_uris":["1app:/cb"]}"#,
            #"{"redirect_uris":["https://a.example/ok","/cb"]}"#,
            #"{"grant_types":["client_credentials"],"redirect_uris":["/cb"]}"#,
        ])
    func invalidRedirectURI(metadata: String) async throws {
        try await TestIssuer.run { test in
            let reply = try await test.register(metadata)
            #expect(reply.status == .badRequest)
            #expect(reply.text("error") == "invalid_redirect_uri")
        }
    }

    @Test(
        "A scope that the realm does not have is 403 insufficient_scope in Keycloak's words",
        arguments: ["unknown", "free_plan unknown", "openid", "Free_Plan", "free_plan\\tgold_plan"])
    func unknownScope(scope: String) async throws {
        try await TestIssuer.run { test in
            let reply = try await test.register(#"{"grant_types":["client_credentials"],"scope":"\#(scope)"}"#)
            #expect(reply.status == .forbidden)
            #expect(reply.text("error") == "insufficient_scope")
            #expect(
                reply.text("error_description")
                    == "Policy 'Allowed Client Scopes' rejected request to client-registration service. "
                    + "Details: Not permitted to use specified clientScope")
        }
    }

    @Test(
        "Any content type but application/json is 415",
        arguments: ["text/plain", "application/x-www-form-urlencoded", "application/jsonx", ""])
    func contentType(type: String) async throws {
        try await TestIssuer.run { test in
            let reply = try await test.register(#"{"grant_types":["client_credentials"]}"#, contentType: type)
            #expect(reply.status == .unsupportedMediaType)
            #expect(reply.text("error") == "invalid_client_metadata")
        }
    }

    @Test("A body of more than 64 KiB is 413")
    func bodyLimit() async throws {
        try await TestIssuer.run { test in
            let name = String(repeating: "x", count: 65_536)
            let reply = try await test.register(#"{"client_name":"\#(name)"}"#)
            #expect(reply.status == .contentTooLarge)
        }
    }

    @Test("The token is checked before the body is looked at")
    func tokenFirst() async throws {
        try await TestIssuer.run { test in
            let reply = try await test.register("{", bearer: "wrong", contentType: "text/plain")
            #expect(reply.status == .unauthorized)
        }
    }

    @Test("Deep nesting is refused, not a crash")
    func deepNesting() async throws {
        try await TestIssuer.run { test in
            let nested = String(repeating: "[", count: 20_000) + String(repeating: "]", count: 20_000)
            let reply = try await test.register(#"{"grant_types":["client_credentials"],"x":\#(nested)}"#)
            #expect(reply.status == .badRequest)
            #expect(reply.text("error") == "invalid_client_metadata")
        }
    }
}
