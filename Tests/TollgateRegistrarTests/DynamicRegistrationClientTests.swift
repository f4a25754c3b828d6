import Testing
import TollgateCatalogue
import TollgateOutbound

@testable import TollgateRegistrar

@Suite("Dynamic registration client (RFC 7591, RFC 7592)")
struct DynamicRegistrationClientTests {
    private let provider = StubProvider()
    private let endpoint = StubProvider.registrationEndpoint
    private let metadata = ClientMetadata(clientName: "Acme", grantTypes: [.clientCredentials], scopes: ["a", "b"])
    private var client: DynamicRegistrationClient { DynamicRegistrationClient(transport: provider) }
    private let managed = ClientConfigurationEndpoint(
        clientID: "c-1", url: "https://idp.example/manage?client_id=c-1", token: Secret("rat-canary"))

    private func refusal(_ authorization: RegistrationAuthorization = .none) async -> RegistrationRefusal? {
        do {
            _ = try await client.register(metadata, at: endpoint, authorization: authorization)
        } catch {
            if case .refused(let refusal) = error { return refusal }
        }
        return nil
    }

    @Test("A registration sends scope as one string, empty response types, and the initial access token")
    func registrationRequest() async throws {
        provider.answer(201, RegistrarFixture.accepted)
        _ = try await client.register(metadata, at: endpoint, authorization: .bearer(Secret("iat")))
        #expect(provider.lastBody["scope"] == .string("a b"))
        #expect(provider.lastBody["response_types"] == .array([]))
        #expect(provider.lastBody["grant_types"] == .strings(["client_credentials"]))
        #expect(provider.lastBody["redirect_uris"] == nil)
        let headers = try #require(provider.requests.last?.headers)
        #expect(headers.contains { $0 == (name: "Authorization", value: "Bearer iat") })
        #expect(headers.contains { $0 == (name: "Content-Type", value: "application/json") })
    }

    @Test("Refusals are understood in every form that is known from the field")
    func refusalForms() async throws {
        let forms = [
            (#"{"error":"invalid_client_metadata","error_description":"no"}"#, "invalid_client_metadata", "no"),
            (#"{"errorCode":"E0000011","errorSummary":"Invalid token"}"#, "E0000011", "Invalid token"),
            (#"{"error":"bad","error_description":["a","b"]}"#, "bad", #"["a","b"]"#),
            ("<html>\nblocked</html>", nil, "<html> blocked</html>"),
            ("", nil, nil),
        ]
        for (body, error, explanation) in forms {
            provider.answer(400, body)
            let refusal = try #require(await refusal())
            #expect(refusal.error == error)
            #expect(refusal.explanation == explanation)
            #expect(refusal.status == 400)
            #expect(refusal.exchange == RegistrationExchange(operation: .register, url: endpoint))
        }
    }

    @Test("401 at registration speaks of the initial access token")
    func initialAccessHint() async throws {
        provider.answer(401, "", headers: [(name: "www-authenticate", value: "Bearer error=\"invalid_token\"")])
        let refusal = try #require(await refusal())
        #expect(refusal.hint?.contains("initial access token") == true)
        #expect(refusal.explanation == "Bearer error=\"invalid_token\"")
    }

    @Test("A server that echoes a token does not get it into an error, and not more than 4 KiB of anything")
    func echoesAreCutOut() async throws {
        provider.answer(400, "you sent Bearer iat-canary " + String(repeating: "x", count: 10_000))
        let refusal = try #require(await refusal(.bearer(Secret("iat-canary"))))
        #expect(!refusal.description.contains("canary"))
        provider.answer(400, "SSWS was fine, canary-2 was not")
        let header = SecretHeader(name: "Authorization", value: Secret("SSWS canary-2"))
        #expect(await self.refusal(.headers([header]))?.description.contains("canary") == false)
        #expect(try #require(refusal.explanation).utf8.count < 4_200)
    }

    @Test(
        "What may have happened is not called a refusal",
        arguments: [500, 502, 503, 504])
    func serverErrorsAreUnknown(status: Int) async {
        provider.answer(status, "oops")
        await #expect(
            throws: RegistrationError.outcomeUnknown(
                RegistrationExchange(operation: .register, url: endpoint), cause: "the answer is \(status)")
        ) { try await client.register(metadata, at: endpoint) }
        #expect(provider.requests.count == 1)
    }

    @Test("A timeout, a broken connection and an endless answer leave the outcome unknown; what is not sent does not")
    func transportErrors() async {
        let cases: [(OutboundError, String)] = [
            (.timedOut(url: endpoint, after: .seconds(5)), "outcome_unknown"),
            (.unreachable(url: endpoint, reason: "reset"), "outcome_unknown"),
            (.responseTooLarge(url: endpoint, limitBytes: 9), "outcome_unknown"),
            (.notConnected(url: endpoint, reason: "connection refused"), "request_not_sent"),
            (.invalidURL("x"), "request_not_sent"), (.insecureURL("x"), "request_not_sent"),
        ]
        for (failure, code) in cases {
            provider.fail(failure)
            do {
                _ = try await client.register(metadata, at: endpoint)
                Issue.record("a failure was taken for a success")
            } catch {
                #expect(error.code == code)
            }
        }
    }

    @Test("A redirect is refused and not followed")
    func redirects() async throws {
        provider.answer(307, "", headers: [(name: "Location", value: "https://evil.example/")])
        let refusal = try #require(await refusal())
        #expect(refusal.hint?.contains("redirects are not followed") == true)
        #expect(provider.requests.count == 1)
    }

    @Test("An update sends back what it does not know, and never the four forbidden members")
    func updateBody() async throws {
        provider.answer(200, RegistrarFixture.accepted)
        let last: [String: JSONValue] = [
            "x_realm": .object(["tier": .integer(3)]), "client_name": .string("Old"),
            "registration_access_token": .string("rat"), "registration_client_uri": .string("https://idp.example/x"),
            "client_secret_expires_at": .integer(0), "client_id_issued_at": .integer(1),
            "client_secret": .string("old"),
        ]
        _ = try await client.update(managed, to: metadata, lastReturned: last, clientSecret: Secret("s"))
        let body = provider.lastBody
        #expect(body["x_realm"] == .object(["tier": .integer(3)]))
        #expect(body["client_name"] == .string("Acme"))
        #expect(body["client_id"] == .string("c-1"))
        for name in ClientMetadata.forbiddenInUpdate.union(["client_secret"]) { #expect(body[name] == nil) }
        #expect(provider.requests.last?.method == "PUT")
        #expect(provider.requests.last?.url == managed.url)
    }

    @Test("A driver may ask for the current secret in an update")
    func updateWithSecret() async throws {
        var driver = ProviderDriver(name: "strict", displayName: "Strict")
        driver.sendsClientSecretInUpdates = true
        provider.answer(200, RegistrarFixture.accepted)
        _ = try await DynamicRegistrationClient(transport: provider, driver: driver)
            .update(managed, to: metadata, lastReturned: [:], clientSecret: Secret("current"))
        #expect(provider.lastBody["client_secret"] == .string("current"))
    }

    @Test("An answer about another client is an error")
    func clientIDNeverChanges() async {
        provider.answer(200, #"{"client_id":"c-2"}"#)
        await #expect(
            throws: RegistrationError.responseInvalid(
                RegistrationExchange(operation: .read, url: managed.url), .clientIDChanged(from: "c-1", to: "c-2"))
        ) { try await client.read(managed) }
    }

    @Test(
        "A deletion is done at 204 and 200, and the client is gone at 404 and 410",
        arguments: [(204, DeletionOutcome.deleted), (200, .deleted), (404, .gone), (410, .gone)])
    func deletionOutcomes(status: Int, outcome: DeletionOutcome) async throws {
        provider.answer(status)
        #expect(try await client.delete(managed) == outcome)
    }

    @Test("A deletion that is forbidden, not offered or not answered is an error", arguments: [401, 403, 405, 503])
    func deletionErrors(status: Int) async {
        provider.answer(status)
        let code = status == 503 ? "outcome_unknown" : "registration_refused"
        #expect(await refusalCode { try await client.delete(managed) } == code)
    }

    @Test("An operator's headers go with every request, but Authorization belongs to the registration access token")
    func companionHeaders() async throws {
        var managed = managed
        managed.authorization = .headers([
            SecretHeader(name: "X-API-Key", value: Secret("k")),
            SecretHeader(name: "authorization", value: Secret("SSWS t")),
        ])
        provider.answer(204)
        _ = try await client.delete(managed)
        let headers = try #require(provider.requests.last?.headers)
        #expect(headers.filter { $0.name.lowercased() == "authorization" }.map(\.value) == ["Bearer rat-canary"])
        #expect(headers.contains { $0 == (name: "X-API-Key", value: "k") })
    }
}
