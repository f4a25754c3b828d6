import HTTPTypes
import HummingbirdTesting
import Testing
import TollgateIssuer

@Suite("Issuer metadata")
struct DiscoveryTests {
    @Test(
        "The metadata stands where OpenID Connect and where RFC 8414 §3.1 look for it",
        arguments: [
            "/realms/DCR/.well-known/openid-configuration", "/.well-known/oauth-authorization-server/realms/DCR",
        ])
    func bothPlaces(path: String) async throws {
        try await TestIssuer.run { test in
            try test.issuer.setBaseURL("http://localhost:9999")
            let reply = try await test.send(.get, path)
            let issuer = "http://localhost:9999/realms/DCR"
            #expect(reply.status == .ok)
            #expect(reply.header(.contentType) == "application/json")
            #expect(reply.text("issuer") == issuer)
            #expect(reply.text("jwks_uri") == issuer + "/protocol/openid-connect/certs")
            #expect(reply.text("token_endpoint") == issuer + "/protocol/openid-connect/token")
            #expect(reply.text("authorization_endpoint") == issuer + "/protocol/openid-connect/auth")
            #expect(reply.text("registration_endpoint") == issuer + "/clients-registrations/openid-connect")
            #expect(reply.texts("scopes_supported") == ["free_plan", "gold_plan", "product_payments"])
            #expect(reply.texts("grant_types_supported") == ["client_credentials"])
            #expect(
                reply.texts("token_endpoint_auth_methods_supported") == ["client_secret_basic", "client_secret_post"])
            #expect(reply.texts("response_types_supported") == ["code"])
            #expect(reply.texts("subject_types_supported") == ["public"])
            #expect(reply.texts("id_token_signing_alg_values_supported") == ["RS256"])
        }
    }

    @Test("The issuer's own addresses are the ones that it publishes")
    func sameAddresses() async throws {
        try await TestIssuer.run { test in
            let reply = try await test.send(.get, "/realms/DCR/.well-known/openid-configuration")
            #expect(reply.text("issuer") == test.issuer.issuer)
            #expect(reply.text("jwks_uri") == test.issuer.keysURL)
            #expect(reply.text("token_endpoint") == test.issuer.tokenEndpoint)
            #expect(reply.text("registration_endpoint") == test.issuer.registrationEndpoint)
            #expect(test.issuer.discoveryURL == test.issuer.issuer + "/.well-known/openid-configuration")
        }
    }

    @Test("The realm's name is part of every path")
    func namedRealm() async throws {
        try await TestIssuer.run {
            $0.realm = "payments"
        } body: { test in
            let reply = try await test.send(.get, "/realms/payments/.well-known/openid-configuration")
            #expect(reply.text("issuer") == "http://localhost/realms/payments")
            #expect(try await test.send(.get, TestIssuer.keysPath).status == .notFound)
        }
    }

    @Test(
        "A realm that does not exist is 404 with a JSON body, at every endpoint",
        arguments: [
            (HTTPRequest.Method.get, "/realms/other/.well-known/openid-configuration"),
            (.get, "/.well-known/oauth-authorization-server/realms/other"),
            (.get, "/realms/other/protocol/openid-connect/certs"),
            (.post, "/realms/other/protocol/openid-connect/token"),
            (.post, "/realms/other/clients-registrations/openid-connect"),
            (.get, "/realms/other/clients-registrations/openid-connect/x"),
            (.put, "/realms/dcr/clients-registrations/openid-connect/x"),
            (.delete, "/realms/%44CR/clients-registrations/openid-connect/x"),
        ])
    func unknownRealm(method: HTTPRequest.Method, path: String) async throws {
        try await TestIssuer.run { test in
            let reply = try await test.send(method, path)
            #expect(reply.status == .notFound)
            #expect(reply.text("error") == "Realm does not exist")
        }
    }

    @Test("Nobody can log in: the authorization endpoint says so")
    func noLogin() async throws {
        try await TestIssuer.run { test in
            let reply = try await test.send(.get, "/realms/DCR/protocol/openid-connect/auth?response_type=code")
            #expect(reply.status == .badRequest)
            #expect(reply.text("error") == "unsupported_response_type")
        }
    }

    @Test("A realm name that a URL would have to escape is refused", arguments: ["", "a b", "a/b", "..", "ä", "a%20b"])
    func realmNames(realm: String) {
        #expect(throws: IssuerError.invalidRealm(realm)) {
            _ = try EmbeddedIssuer(configuration: TestIssuer.configuration { $0.realm = realm })
        }
    }

    @Test(
        "A base URL is a scheme, a host and at most a port",
        arguments: ["localhost:1", "ftp://h", "http://", "http://h/auth", "http://h?x", "http://u@h", "http://h h"])
    func baseURLs(url: String) async throws {
        try await TestIssuer.run { test in
            #expect(throws: IssuerError.invalidBaseURL(url)) { try test.issuer.setBaseURL(url) }
            #expect(test.issuer.issuer == "http://localhost/realms/DCR")
        }
    }

    @Test(
        "A scope with a space, a quote or a backslash is no scope (RFC 6749 §3.3)", arguments: ["", "a b", "a\"", "\\"])
    func scopeNames(scope: String) {
        #expect(throws: IssuerError.invalidScope(scope)) {
            _ = try EmbeddedIssuer(configuration: TestIssuer.configuration { $0.defaultScopes = [scope] })
        }
    }

    @Test("Tokens are valid for at least one second", arguments: [Duration.zero, .milliseconds(999), .seconds(-1)])
    func lifetimes(lifetime: Duration) {
        #expect(throws: IssuerError.invalidTokenLifetime(lifetime)) {
            _ = try EmbeddedIssuer(configuration: TestIssuer.configuration { $0.tokenLifetime = lifetime })
        }
    }

    @Test("Grants that are not advertised can be registered all the same")
    func unadvertisedGrants() async throws {
        try await TestIssuer.run { test in
            let reply = try await test.register(
                #"{"grant_types":["authorization_code","refresh_token"],"redirect_uris":["https://app.example/cb"]}"#)
            #expect(reply.status == .created)
        }
    }
}
