import Testing
import TollgateCatalogue
import TollgateOutbound

@testable import TollgateRegistrar

/// One test for each demand of RFC 7591 on a client that registers others.
@Suite("Checklist of RFC 7591")
struct RegistrationChecklistTests {
    private let provider = StubProvider()
    private let endpoint = StubProvider.registrationEndpoint
    private let metadata = ClientMetadata(clientName: "Acme", grantTypes: [.clientCredentials], scopes: ["a", "b"])

    private func register(
        _ metadata: ClientMetadata? = nil, authorization: RegistrationAuthorization = .none
    ) async throws(RegistrationError) -> RegistrationResponse {
        try await DynamicRegistrationClient(transport: provider)
            .register(metadata ?? self.metadata, at: endpoint, authorization: authorization)
    }

    private func failure(
        _ metadata: ClientMetadata? = nil, authorization: RegistrationAuthorization = .none
    ) async throws -> RegistrationError {
        do {
            _ = try await register(metadata, authorization: authorization)
        } catch {
            return error
        }
        throw NoFailure()
    }

    private struct NoFailure: Error {}

    private func granted(_ body: String, asked: ClientMetadata? = nil) throws -> RegistrationComparison {
        RegistrationComparison(
            try RegistrationResponse(body: Array(body.utf8)), asked: asked ?? metadata, driver: .other,
            isUpdate: false)
    }

    @Test("§3: a registration is a POST of JSON with the initial access token as bearer token")
    func postsJSON() async throws {
        provider.answer(201, RegistrarFixture.accepted)
        _ = try await register(authorization: .bearer(Secret("iat")))
        let sent = try #require(provider.requests.first)
        #expect(sent.method == "POST")
        #expect(sent.headers.contains { $0 == (name: "Authorization", value: "Bearer iat") })
        #expect(sent.headers.contains { $0 == (name: "Content-Type", value: "application/json") })
        #expect(JSONValue(parsing: try #require(sent.body)) == .object(metadata.members))
    }

    @Test("§3: nothing is sent in the clear to another machine")
    func demandsTLS() async throws {
        let client = DynamicRegistrationClient(transport: DriverHarness.outbound)
        let url = "http://idp.example/register"
        await #expect(
            throws: RegistrationError.notSent(RegistrationExchange(operation: .register, url: url), .insecureURL(url))
        ) { try await client.register(metadata, at: url) }
    }

    @Test("§2: scope is one string; grants, response types and authentication method are always named")
    func namesDefaults() async throws {
        provider.answer(201, RegistrarFixture.accepted)
        _ = try await register()
        #expect(provider.lastBody["scope"] == .string("a b"))
        #expect(provider.lastBody["grant_types"] == .strings(["client_credentials"]))
        #expect(provider.lastBody["response_types"] == .array([]))
        #expect(provider.lastBody["token_endpoint_auth_method"] == .string("client_secret_basic"))
    }

    @Test("§2: jwks and jwks_uri are never sent together, neither in a registration nor in an update")
    func keysOnce() async throws {
        var both = metadata
        both.additional = ["jwks": .object(["keys": .array([])]), "jwks_uri": .string("https://app.example/jwks")]
        #expect(try await failure(both).code == "request_invalid")
        #expect(provider.requests.isEmpty)
        var byReference = metadata
        byReference.additional = ["jwks_uri": .string("https://app.example/jwks")]
        let body = byReference.updateMembers(
            lastReturned: ["jwks": .object([:])], clientID: "c", clientSecret: nil)
        #expect(body["jwks"] == nil)
        #expect(body["jwks_uri"] == .string("https://app.example/jwks"))
    }

    @Test("§2.1: metadata that contradicts itself is refused before it is sent")
    func consistency() async throws {
        let publicService = ClientMetadata(
            clientName: "a", grantTypes: [.clientCredentials], tokenEndpointAuthMethod: .none)
        let keyless = ClientMetadata(
            clientName: "a", grantTypes: [.clientCredentials], tokenEndpointAuthMethod: .privateKeyJWT)
        let spaced = ClientMetadata(clientName: "a", grantTypes: [.clientCredentials], scopes: ["a b"])
        for metadata in [publicService, keyless, spaced] {
            #expect(try await failure(metadata).code == "request_invalid")
        }
        #expect(provider.requests.isEmpty)
    }

    @Test("§2.3: a software statement is sent as the string that it is, and kept as it comes back")
    func softwareStatement() async throws {
        var stated = metadata
        stated.additional["software_statement"] = .string("eyJhbGciOiJSUzI1NiJ9.eyJzb2Z0d2FyZV9pZCI6IjEifQ.c2ln")
        provider.answer(
            201, #"{"client_id":"c","software_statement":"eyJhbGciOiJSUzI1NiJ9.eyJzb2Z0d2FyZV9pZCI6IjEifQ.c2ln"}"#)
        let response = try await register(stated)
        #expect(provider.lastBody["software_statement"] == stated.additional["software_statement"])
        #expect(response.members["software_statement"] == stated.additional["software_statement"])
    }

    @Test("§3.2.1: 201 and 200 with a client_id are a success, other statuses and bodies are not")
    func success() async throws {
        for status in [200, 201] {
            provider.answer(status, #"{"client_id":"c"}"#)
            #expect(try await register().clientID == "c")
        }
        for (status, body) in [(202, #"{"client_id":"c"}"#), (204, ""), (201, "{}"), (201, #"{"client_id":""}"#)] {
            provider.answer(status, body)
            #expect(try await failure().code == "response_invalid")
        }
    }

    @Test("§3.2.1: a secret without client_secret_expires_at is taken not to expire, with a warning")
    func secretExpiry() throws {
        let grants = #""grant_types":["client_credentials"],"scope":"a b""#
        let missing = try granted(#"{"client_id":"c","client_secret":"s",\#(grants)}"#)
        #expect(missing.warnings.contains(.secretExpiryMissing))
        let never = try granted(#"{"client_id":"c","client_secret":"s","client_secret_expires_at":0,\#(grants)}"#)
        #expect(!never.warnings.contains(.secretExpiryMissing))
        // Without a secret the expiry means nothing.
        let none = try RegistrationResponse(body: Array(#"{"client_id":"c","client_secret_expires_at":9}"#.utf8))
        #expect(none.secretExpiresAt == nil)
    }

    @Test("§3.2.1: the answer counts: every member is kept, less than was asked for fails, more is warned about")
    func answerIsAuthoritative() throws {
        let response = try RegistrationResponse(body: Array(#"{"client_id":"c","x_tier":{"n":[1,null]}}"#.utf8))
        #expect(response.members["x_tier"] == .object(["n": .array([.integer(1), .null])]))
        let narrow = try granted(
            #"{"client_id":"c","client_secret":"s","scope":"a","grant_types":["client_credentials"]}"#)
        #expect(narrow.shortfall == RegistrationShortfall(member: "scope", asked: ["a", "b"], granted: ["a"]))
        let wide = try granted(
            #"{"client_id":"c","client_secret":"s","scope":"a b c","grant_types":["client_credentials","password"]}"#)
        #expect(wide.shortfall == nil)
        #expect(wide.warnings.contains(.scopeWider(["c"])))
        #expect(wide.warnings.contains(.grantTypesWider(["password"])))
        let silent = try granted(#"{"client_id":"c","client_secret":"s"}"#)
        #expect(silent.warnings.contains(.scopeUnconfirmed(asked: ["a", "b"])))
    }

    @Test("§3.2.1: client_id_issued_at may be missing, and may be a date")
    func issuedAt() throws {
        func issuedAt(_ member: String) throws -> Int64? {
            try RegistrationResponse(body: Array(#"{"client_id":"c"\#(member)}"#.utf8)).issuedAt
        }
        #expect(try issuedAt("") == nil)
        #expect(try issuedAt(#","client_id_issued_at":1700000000"#) == 1_700_000_000)
        #expect(try issuedAt(#","client_id_issued_at":"2023-11-14T22:13:20Z""#) == 1_700_000_000)
        #expect(try issuedAt(#","client_id_issued_at":"2023-11-14T22:13:20.500Z""#) == 1_700_000_000)
        #expect(try issuedAt(#","client_id_issued_at":"yesterday""#) == nil)
    }

    @Test("RFC 7592 §3: URI and token come together; without both the client is unmanaged, which is warned about")
    func managementInformation() async throws {
        provider.answer(201, #"{"client_id":"c","registration_access_token":"t"}"#)
        #expect(try await failure().code == "response_invalid")
        provider.answer(201, #"{"client_id":"c","registration_client_uri":"https://idp.example/register/c"}"#)
        #expect(try await failure().code == "response_invalid")
        #expect(try granted(#"{"client_id":"c","client_secret":"s"}"#).warnings.contains(.clientUnmanaged))
    }

    @Test(
        "§3.2.2: each error code is told apart, and told with what to do",
        arguments: [
            (400, "invalid_redirect_uri", "redirect URI"), (400, "invalid_client_metadata", "client type"),
            (400, "invalid_software_statement", ""), (400, "unapproved_software_statement", ""),
            (401, "invalid_token", "initial access token"), (403, "insufficient_scope", "initial access token"),
            (404, "not_found", "switched on"), (409, "duplicate", ""), (429, "slow_down", "later"),
        ])
    func errors(status: Int, code: String, hint: String) async throws {
        provider.answer(
            status, #"{"error":"\#(code)","error_description":"because"}"#,
            headers: [(name: "Retry-After", value: "17")])
        guard case .refused(let refusal) = try await failure() else {
            Issue.record("\(status) is no refusal")
            return
        }
        #expect(refusal.error == code)
        #expect(refusal.explanation == "because")
        #expect(refusal.retryAfterSeconds == 17)
        #expect(hint.isEmpty || refusal.hint?.contains(hint) == true)
    }

    @Test("§3: a registration that was not answered is not repeated, and its outcome is called unknown")
    func neverRepeated() async throws {
        for status in [500, 502, 503, 504] {
            provider.answer(status)
            #expect(try await failure().code == "outcome_unknown")
        }
        provider.fail(.timedOut(url: endpoint, after: .seconds(5)))
        #expect(try await failure().code == "outcome_unknown")
        #expect(provider.requests.count == 5)
    }
}
