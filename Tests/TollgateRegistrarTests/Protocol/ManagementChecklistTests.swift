import Testing
import TollgateCatalogue
import TollgateOutbound

@testable import TollgateRegistrar

/// One test for each demand of RFC 7592 on a client that manages others.
@Suite("Checklist of RFC 7592")
struct ManagementChecklistTests {
    private let provider = StubProvider()
    private let metadata = ClientMetadata(clientName: "Acme", grantTypes: [.clientCredentials], scopes: ["a"])
    private let managed = ClientConfigurationEndpoint(
        clientID: "c-1", url: "https://idp.example/manage?client_id=c-1&v=2", token: Secret("rat-canary"))
    private var client: DynamicRegistrationClient { DynamicRegistrationClient(transport: provider) }

    private func refusal(
        _ operation: () async throws(RegistrationError) -> RegistrationResponse
    ) async -> RegistrationRefusal? {
        do {
            _ = try await operation()
        } catch {
            if case .refused(let refusal) = error { return refusal }
        }
        return nil
    }

    @Test("Appendix B: registration_client_uri is used as it came, with the registration access token as bearer")
    func uriAsGiven() async throws {
        provider.answer(200, RegistrarFixture.accepted)
        provider.answer(200, RegistrarFixture.accepted)
        provider.answer(204)
        _ = try await client.read(managed)
        _ = try await client.update(managed, to: metadata, lastReturned: [:])
        _ = try await client.delete(managed)
        #expect(provider.methods == ["GET", "PUT", "DELETE"])
        for request in provider.requests {
            #expect(request.url == managed.url)
            #expect(request.headers.contains { $0 == (name: "Authorization", value: "Bearer rat-canary") })
        }
    }

    @Test("§3: an answer about another client is a hard error")
    func clientIDStays() async {
        for operation in [RegistrationOperation.read, .update] {
            provider.answer(200, #"{"client_id":"c-2"}"#)
            let changed = RegistrationError.responseInvalid(
                RegistrationExchange(operation: operation, url: managed.url),
                .clientIDChanged(from: "c-1", to: "c-2"))
            await #expect(throws: changed) {
                switch operation {
                case .read: try await client.read(managed)
                default: try await client.update(managed, to: metadata, lastReturned: [:])
                }
            }
        }
    }

    @Test("§2.1, §2.2: what an answer replaces is stored before the operation returns; what it leaves out stays")
    func rotationIsKept() async throws {
        let fixture = try RegistrarFixture()
        let first = try await fixture.registered()
        fixture.provider.answer(
            200,
            RegistrarFixture.accepted.replacing("rat-one", with: "rat-two").replacing("s3cr3t-one", with: "s3cr3t-two"))
        let second = try await fixture.registrar.update(first.recordID, ClientChanges(application: "Acme 2"))
        #expect(second.clientSecret == Secret("s3cr3t-two"))
        fixture.provider.answer(
            200, #"{"client_id":"c-1","scope":"product_payments free_plan","grant_types":["client_credentials"]}"#)
        _ = try await fixture.registrar.update(first.recordID, ClientChanges(application: "Acme 3"))
        #expect(fixture.provider.requests.last?.headers.contains { $0.value == "Bearer rat-two" } == true)
        #expect(try await fixture.registrar.revealSecret(first.recordID).clientSecret == Secret("s3cr3t-two"))
        fixture.provider.answer(204)
        _ = try await fixture.registrar.delete(first.recordID)
        #expect(fixture.provider.requests.last?.headers.contains { $0.value == "Bearer rat-two" } == true)
    }

    @Test("Operations on one client exclude each other, since a registration access token may be good only once")
    func oneAtATime() async throws {
        let fixture = try RegistrarFixture()
        let first = try await fixture.registered()
        let registrar = fixture.registrar
        let journal = fixture.journal
        fixture.provider.whenAsked { request in
            journal.note(request.method)
            guard request.method == "PUT" else { return }
            do {
                _ = try await registrar.update(first.recordID, ClientChanges(application: "Acme 3"))
            } catch {
                journal.note((error as? RegistrationError)?.code ?? "\(error)")
            }
        }
        fixture.provider.answer(200, RegistrarFixture.accepted)
        _ = try await fixture.registrar.update(first.recordID, ClientChanges(application: "Acme 2"))
        #expect(journal.entries.filter { $0 == "PUT" || $0 == "client_busy" } == ["PUT", "client_busy"])
    }

    @Test("§2.2: an update sends everything that was returned, and none of the members that only the provider sets")
    func fullReplacement() async throws {
        let last: [String: JSONValue] = [
            "x_realm": .object(["tier": .integer(3)]), "client_name": .string("Old"),
            "contacts": .strings(["a@b.example"]),
            "registration_access_token": .string("rat"), "registration_client_uri": .string("https://idp.example/x"),
            "client_secret_expires_at": .integer(0), "client_id_issued_at": .integer(1),
            "registration_access_token_expires_in": .integer(31_536_000), "client_secret": .string("old"),
        ]
        provider.answer(200, RegistrarFixture.accepted)
        _ = try await client.update(managed, to: metadata, lastReturned: last, clientSecret: Secret("s"))
        #expect(
            Set(provider.lastBody.keys) == [
                "client_id", "client_name", "grant_types", "response_types", "token_endpoint_auth_method", "scope",
                "x_realm", "contacts",
            ])
        #expect(provider.lastBody["client_name"] == .string("Acme"))
    }

    @Test("§2.2: the answer to an update may narrow as well, and is refused like a registration")
    func updateAnswers() async throws {
        provider.answer(400, #"{"error":"invalid_client_metadata","error_description":"no"}"#)
        let refused = await refusal { () async throws(RegistrationError) in
            try await client.update(managed, to: metadata, lastReturned: [:])
        }
        #expect(refused?.error == "invalid_client_metadata")
        let narrowed = try RegistrationResponse(body: Array(#"{"client_id":"c-1","scope":""}"#.utf8))
        let granted = RegistrationComparison(narrowed, asked: metadata, driver: .other, isUpdate: true)
        #expect(granted.shortfall?.member == "scope")
    }

    @Test("§2.3: 204 and 200 delete, 404 and 410 find nothing, 405 says that deleting is not offered")
    func deletion() async throws {
        for (status, outcome) in [(204, DeletionOutcome.deleted), (200, .deleted), (404, .gone), (410, .gone)] {
            provider.answer(status)
            #expect(try await client.delete(managed) == outcome)
        }
        provider.answer(405)
        do {
            _ = try await client.delete(managed)
            Issue.record("405 was taken for a deletion")
        } catch {
            guard case .refused(let refusal) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(refusal.exchange.operation == .delete)
            #expect(refusal.status == 405)
            #expect(refusal.hint?.contains("does not offer this operation") == true)
        }
    }

    @Test("§2.3: after a deletion neither the secret nor the registration access token is kept")
    func deletionErases() async throws {
        let fixture = try RegistrarFixture()
        let credential = try await fixture.registered()
        fixture.provider.answer(204)
        _ = try await fixture.registrar.delete(credential.recordID)
        let record = try #require(try await fixture.record())
        #expect(record.registration?.clientSecret == nil)
        #expect(record.registration?.registrationAccessToken == nil)
        // The gate hears of it before the provider does: tokens may live on there.
        #expect(
            fixture.journal.entries.filter { $0 == "deleting c-1" || $0 == "DELETE" } == ["deleting c-1", "DELETE"])
    }

    @Test("§2: 401 means that the token is invalid or the client gone: a deletion is not confirmed by it")
    func unauthorized() async throws {
        provider.answer(401)
        #expect(await refusalCode { try await client.delete(managed) } == "registration_refused")
        provider.answer(401, "", headers: [(name: "WWW-Authenticate", value: "Bearer error=\"invalid_token\"")])
        let refused = await refusal { () async throws(RegistrationError) in try await client.read(managed) }
        #expect(refused?.hint?.contains("or the client is gone") == true)
    }

    @Test("§2: 403 is a refusal and leaves the client where it is", arguments: [RegistrationOperation.read, .delete])
    func forbidden(operation: RegistrationOperation) async {
        provider.answer(403, #"{"error":"access_denied"}"#)
        #expect(
            await refusalCode {
                switch operation {
                case .read: _ = try await client.read(managed)
                default: _ = try await client.delete(managed)
                }
            } == "registration_refused")
    }

    @Test("§5: where a registration access token expires, the answer's word on it is kept and not sent back")
    func tokenExpiry() throws {
        let body = #"{"client_id":"c","registration_access_token_expires_in":31536000}"#
        let response = try RegistrationResponse(body: Array(body.utf8))
        #expect(response.registrationAccessTokenExpiresIn == 31_536_000)
        #expect(response.members["registration_access_token_expires_in"] == .integer(31_536_000))
        let sent = metadata.updateMembers(lastReturned: response.members, clientID: "c", clientSecret: nil)
        #expect(sent["registration_access_token_expires_in"] == nil)
    }

    @Test("§2.2: a secret that expires is renewed by an update where the provider does that, and never by guessing")
    func expiringSecrets() async throws {
        provider.answer(200, RegistrarFixture.accepted.replacing("s3cr3t-one", with: "s3cr3t-two"))
        let renewed = try await DynamicRegistrationClient(transport: provider, driver: .curity)
            .rotateSecret(managed, keeping: metadata, lastReturned: [:], clientSecret: Secret("s3cr3t-one"))
        #expect(renewed.clientSecret == Secret("s3cr3t-two"))
        #expect(provider.methods == ["PUT"])
        await #expect(throws: RegistrationError.rotationUnsupported(clientID: "c-1", driver: "Other")) {
            try await client.rotateSecret(managed, keeping: metadata, lastReturned: [:])
        }
        #expect(provider.methods == ["PUT"])
    }

    @Test("No secret and no token gets into an error, in whatever form a server sends it back")
    func errorsAreClean() async {
        provider.answer(400, "you sent rat-canary and s-canary and Bearer rat-canary")
        let refused = await refusal { () async throws(RegistrationError) in
            try await client.update(managed, to: metadata, lastReturned: [:], clientSecret: Secret("s-canary"))
        }
        #expect(refused?.description.contains("canary") == false)
        #expect("\(managed)".contains("canary") == false)
    }

    @Test("A registration access token goes over https to the registration endpoint's origin, and nowhere else")
    func tokenStaysHome() async throws {
        for uri in ["http://idp.example/register/c", "https://evil.example/register/c", "https://idp.example/"] {
            provider.answer(
                201, #"{"client_id":"c","registration_access_token":"t","registration_client_uri":"\#(uri)"}"#)
            #expect(
                await refusalCode {
                    try await client.register(metadata, at: StubProvider.registrationEndpoint)
                } == "response_invalid")
        }
        provider.answer(307, "", headers: [(name: "Location", value: "https://evil.example/")])
        let refused = await refusal { () async throws(RegistrationError) in try await client.read(managed) }
        #expect(refused?.hint?.contains("redirects are not followed") == true)
        #expect(provider.requests.allSatisfy { !$0.url.contains("evil") })
    }
}
