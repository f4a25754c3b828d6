import HTTPTypes
import Testing
import TollgateRegistrar

@Suite("Providers over HTTP")
struct ProviderTests {
    private func body(_ members: String) -> String {
        #"{"name":"idp","provider_type":"oidc","issuer":"https://keycloak.example.com/realms/my-realm",\#(members)}"#
    }

    @Test("A provider is verified: what it did differently is told, and whether that matters")
    func verification() async throws {
        try await AdminSite.run { site in
            _ = try await site.send(.post, "/api/dcr_providers", body(#""desc":"x""#))
            let verified = try await site.send(
                .post, "/api/dcr_providers/idp/verify", #"{"scopes":["product_payments"]}"#)
            #expect(verified.status == 200)
            #expect(verified.members["usable"] == .bool(true))
            #expect(verified.members["left_behind"] == .null)
            #expect(verified.members["differences"] == .array([]))
            #expect(!verified.text.contains("secret-"))
            let withoutBody = try await site.send(.post, "/api/dcr_providers/idp/verify", "")
            #expect(withoutBody.status == 200)
            let asDeveloper = try await site.send(.post, "/api/dcr_providers/idp/verify", "{}", as: site.ann)
            #expect(asDeveloper.status == 403)
        }
    }

    @Test("Trust, a template and the way to renew secrets are settings; an unknown one is refused by its name")
    func settings() async throws {
        try await AdminSite.run { site in
            let settings = """
                "provider_config":{"ca_file":"/etc/ca.pem","software_id":"template-1","renew_secret_method":"post",
                "renew_secret_endpoint":"{registration_client_uri}/renew_secret"}
                """
            #expect(try await site.send(.post, "/api/dcr_providers", body(settings)).status == 201)
            let unknown = try await site.send(
                .put, "/api/dcr_providers/idp", body(#""provider_config":{"skip_verify":true}"#))
            #expect(unknown.status == 422)
            #expect(unknown.text.contains("skip_verify"))
            let half = try await site.send(
                .put, "/api/dcr_providers/idp", body(#""provider_config":{"client_key_file":"/etc/key.pem"}"#))
            #expect(half.status == 422)
        }
    }

    @Test(
        "One that is read shows its settings and the kind of its initial access, and no secret",
        arguments: [
            (#""desc":"x""#, #"{"kind":"none"}"#),
            (#""initial_access_token":"token-canary""#, #"{"kind":"token"}"#),
            (
                #""headers":{"X-Key":"key-canary","X-Realm":"realm-canary"}"#,
                #"{"headers":["X-Key","X-Realm"],"kind":"headers"}"#
            ),
        ])
    func shown(access: String, expected: String) async throws {
        try await AdminSite.run { site in
            let settings = #""provider_config":{"ca_file":"/etc/ca.pem","software_statement":"e30.statement-canary.x"}"#
            let made = try await site.send(.post, "/api/dcr_providers", body("\(access),\(settings)"))
            #expect(made.status == 201)
            let read = try await site.send(.get, "/api/dcr_providers/idp")
            #expect(read.members["initial_access"] == JSONValue(parsing: Array(expected.utf8)))
            let config = read.members["provider_config"]?.object
            #expect(config?["ca_file"] == .string("/etc/ca.pem"))
            #expect(config?["software_statement"] == .string(Secret.redacted))
            #expect(made.members == read.members)
            for reply in [made, read] { #expect(!reply.text.contains("canary")) }
        }
    }

    @Test(
        "What a provider insists on is set, shown without the password, and held against what decides (gravitee 8425)")
    func insistence() async throws {
        try await AdminSite.run { site in
            let settings = #"""
                "provider_config":{"metadata":{"omit":["response_types"],"set":{"ext_token_type":"JWT"}},
                "management":"basic","management_username":"admin","management_password":"password-canary",
                "trusted_origins":["https://login.example"]}
                """#
            let made = try await site.send(.post, "/api/dcr_providers", body(settings))
            #expect(made.status == 201)
            #expect(!made.text.contains("canary"))
            let shown = try await site.send(.get, "/api/dcr_providers/idp").members["provider_config"]?.object
            #expect(shown?["management_password"] == .string(Secret.redacted))
            #expect(
                shown?["metadata"]?.object == [
                    "omit": .strings(["response_types"]), "set": .object(["ext_token_type": .string("JWT")]),
                ])
            let wider = try await site.send(
                .put, "/api/dcr_providers/idp",
                body(#""provider_config":{"metadata":{"set":{"scope":"admin"}}}"#))
            #expect(wider.status == 422)
            #expect(wider.code == "provider_invalid")
        }
    }

    @Test("A probe is not among the credentials once it was deleted again")
    func probes() async throws {
        try await AdminSite.run { site in
            _ = try await site.send(.post, "/api/dcr_providers", body(#""desc":"x""#))
            _ = try await site.send(.post, "/api/dcr_providers/idp/verify", #"{"scopes":["product_payments"]}"#)
            let list = try await site.send(.get, "/api/credentials")
            #expect(list.status == 200)
            #expect(!list.text.contains("probe"))
        }
    }

    @Test("Client credentials may be a secret or a key, and neither is ever shown")
    func clientCredentials() async throws {
        try await AdminSite.run { site in
            let wrong = #""client_credentials":{"client_id":"a","token_endpoint_auth_method":"tls_client_auth"}"#
            let refused = try await site.send(.post, "/api/dcr_providers", body(wrong))
            #expect(refused.status == 422)
            #expect(refused.code == "request_invalid")
            let noKey = """
                "client_credentials":{"client_id":"a","token_endpoint_auth_method":"private_key_jwt","key_id":"k",
                "private_key":"key-canary"}
                """
            let unsigned = try await site.send(.post, "/api/dcr_providers", body(noKey))
            #expect(unsigned.status == 422)
            #expect(unsigned.code == "provider_invalid")
            #expect(!unsigned.text.contains("canary"))
        }
    }
}
