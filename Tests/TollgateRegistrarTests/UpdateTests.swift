import Testing
import TollgateOutbound
import TollgateTesting

@testable import TollgateRegistrar

@Suite("Changing a client")
struct UpdateTests {
    private let fixture: RegistrarFixture

    init() throws {
        fixture = try RegistrarFixture()
    }

    private static let rotated = """
        {"client_id":"c-1","client_secret":"s3cr3t-two","client_secret_expires_at":1900000000,
         "registration_access_token":"rat-two","registration_client_uri":"https://idp.example/register/c-1?v=2",
         "grant_types":["client_credentials"],"scope":"product_payments gold_plan"}
        """

    private func openToken(_ record: ClientRecord) throws -> Secret? {
        try record.registration?.registrationAccessToken.map {
            BoundToken(plaintext: try fixture.sealer.open($0, record: record.id, field: .registrationAccessToken)).token
        }
    }

    @Test("A new secret and a new registration access token replace the old ones and are used from then on")
    func rotation() async throws {
        let first = try await fixture.registered()
        fixture.provider.answer(200, Self.rotated)
        let second = try await fixture.registrar.update(first.recordID, ClientChanges(plan: "gold"))
        #expect(second.clientSecret == Secret("s3cr3t-two"))
        #expect(second.secretExpiresAt == 1_900_000_000)
        #expect(second.scopes == ["product_payments", "gold_plan"])
        let record = try #require(try await fixture.record())
        #expect(record.state == .active)
        #expect(record.settings.subscriptions.map(\.plan) == ["gold"])
        #expect(try openToken(record) == Secret("rat-two"))

        fixture.provider.answer(204)
        _ = try await fixture.registrar.delete(first.recordID)
        let sent = try #require(fixture.provider.requests.last)
        #expect(sent.url == "https://idp.example/register/c-1?v=2")
        #expect(sent.headers.contains { $0.value == "Bearer rat-two" })
    }

    @Test("What an answer leaves out stays as it was")
    func omittedStays() async throws {
        let first = try await fixture.registered()
        fixture.provider.answer(200, #"{"client_id":"c-1","scope":"product_payments gold_plan"}"#)
        let second = try await fixture.registrar.update(first.recordID, ClientChanges(plan: "gold"))
        #expect(second.clientSecret == Secret("s3cr3t-one"))
        let record = try #require(try await fixture.record())
        #expect(try openToken(record) == Secret("rat-one"))
        #expect(record.registration?.registrationClientURI == "https://idp.example/register/c-1")
    }

    @Test("The whole metadata is sent, also members that nobody here knows")
    func fullReplacement() async throws {
        let first = try await fixture.registered()
        fixture.provider.answer(200, Self.rotated)
        _ = try await fixture.registrar.update(first.recordID, ClientChanges(application: "Acme 2", plan: "gold"))
        let body = fixture.provider.lastBody
        #expect(body["x_realm"] == .object(["tier": .integer(3)]))
        #expect(body["client_name"] == .string("Acme 2"))
        #expect(body["scope"] == .string("product_payments gold_plan"))
        #expect(body["client_id"] == .string("c-1"))
        let forbidden = [
            "registration_access_token", "registration_client_uri", "client_secret_expires_at", "client_id_issued_at",
            "client_secret",
        ]
        for name in forbidden { #expect(body[name] == nil) }
    }

    @Test("A registration_client_uri that moves to another origin is not followed")
    func movedURI() async throws {
        let first = try await fixture.registered()
        fixture.provider.answer(200, Self.rotated.replacing("https://idp.example", with: "https://evil.example"))
        let second = try await fixture.registrar.update(first.recordID, ClientChanges(plan: "gold"))
        #expect(second.warnings.map(\.code).contains("client_uri_moved"))
        #expect(second.clientSecret == Secret("s3cr3t-two"))
        #expect(
            try await fixture.record()?.registration?.registrationClientURI == "https://idp.example/register/c-1")
    }

    @Test("A narrower answer keeps the old grant, but the new secret and token")
    func narrower() async throws {
        let first = try await fixture.registered()
        fixture.provider.answer(200, Self.rotated.replacing(" gold_plan", with: ""))
        #expect(
            await refusalCode {
                try await fixture.registrar.update(first.recordID, ClientChanges(plan: "gold"))
            } == "registration_narrowed")
        let record = try #require(try await fixture.record())
        #expect(record.state == .active)
        #expect(record.settings.subscriptions.map(\.plan) == ["free"])
        #expect(try openToken(record) == Secret("rat-two"))
        #expect(try await fixture.registrar.revealSecret(record.id).clientSecret == Secret("s3cr3t-two"))
    }

    @Test("A refusal changes nothing, 401 included, and no answer leaves the client in doubt")
    func failures() async throws {
        let cases: [(Result<Int, OutboundError>, String)] = [
            (.success(400), "active"), (.success(401), "active"), (.success(503), "in_doubt"),
            (.failure(.unreachable(url: "u", reason: "reset")), "in_doubt"),
        ]
        for (answer, state) in cases {
            let fixture = try RegistrarFixture()
            let credential = try await fixture.registered()
            switch answer {
            case .success(let status): fixture.provider.answer(status)
            case .failure(let error): fixture.provider.fail(error)
            }
            #expect(
                await refusalCode {
                    try await fixture.registrar.update(credential.recordID, ClientChanges(plan: "gold"))
                } == (state == "in_doubt" ? "outcome_unknown" : "registration_refused"))
            let record = try #require(try await fixture.record())
            #expect(record.state.name == state)
            #expect(record.settings.subscriptions.map(\.plan) == ["free"])
        }
    }

    @Test("While a change is being sent the client cannot be deleted, nor changed a second time")
    func operationsDoNotOverlap() async throws {
        let credential = try await fixture.registered()
        let id = credential.recordID
        let registrar = fixture.registrar
        let journal = fixture.journal
        fixture.provider.whenAsked { request in
            guard request.method == "PUT" else { return }
            do throws(RegistrationError) {
                _ = try await registrar.update(id, ClientChanges(plan: "free"))
            } catch {
                journal.note(error.code)
            }
            do throws(RegistrationError) {
                _ = try await registrar.delete(id)
            } catch {
                journal.note(error.code)
            }
        }
        fixture.provider.answer(200, Self.rotated)
        _ = try await registrar.update(id, ClientChanges(plan: "gold"))
        #expect(journal.entries == ["POST", "registered c-1", "client_busy", "client_busy", "updated c-1"])
        #expect(fixture.provider.methods == ["POST", "PUT"])
    }

    @Test("An operation that must have died gives way to the next")
    func deadOperationsGiveWay() async throws {
        let credential = try await fixture.registered()
        let record = try #require(try await fixture.record())
        _ = try await fixture.store.apply(
            .updating(operationID: "o"), to: record.id, at: record.version, now: fixture.clock.unixSeconds)
        await #expect(throws: RegistrationError.clientBusy(id: record.id, state: .updating)) {
            try await fixture.registrar.delete(credential.recordID)
        }
        fixture.clock.advance(by: .seconds(120))
        fixture.provider.answer(204)
        #expect(try await fixture.registrar.delete(credential.recordID) == .deleted)
    }

    @Test("A step that starts from an old version is refused")
    func compareAndSet() async throws {
        let credential = try await fixture.registered()
        let record = try #require(try await fixture.record())
        _ = try await fixture.store.apply(
            .updating(operationID: "a"), to: record.id, at: record.version, now: fixture.clock.unixSeconds)
        await #expect(
            throws: RegistrationError.recordChanged(
                id: record.id, expected: record.version, found: record.version + 1)
        ) {
            try await fixture.store.apply(
                .deleting(operationID: "b"), to: record.id, at: record.version, now: fixture.clock.unixSeconds)
        }
        #expect(fixture.provider.methods == ["POST"])
        #expect(credential.recordID == record.id)
    }

    @Test("A change that was not answered can be sent again, with the registration access token that is stored")
    func doubtIsSettled() async throws {
        let credential = try await fixture.registered()
        fixture.provider.answer(503)
        #expect(
            await refusalCode {
                try await fixture.registrar.update(credential.recordID, ClientChanges(plan: "gold"))
            } == "outcome_unknown")
        #expect(try await fixture.record()?.state.name == "in_doubt")
        fixture.provider.answer(200, Self.rotated)
        let second = try await fixture.registrar.update(credential.recordID, ClientChanges(plan: "gold"))
        #expect(second.clientSecret == Secret("s3cr3t-two"))
        let record = try #require(try await fixture.record())
        #expect(record.state == .active)
        #expect(record.settings.subscriptions.map(\.plan) == ["gold"])
        #expect(fixture.provider.requests.last?.headers.contains { $0.value == "Bearer rat-one" } == true)
    }

    @Test("A refusal of the second change does not tell what became of the first")
    func doubtStays() async throws {
        let credential = try await fixture.registered()
        for status in [503, 400] {
            fixture.provider.answer(status)
            #expect(
                await refusalCode {
                    try await fixture.registrar.update(credential.recordID, ClientChanges(plan: "gold"))
                } == (status == 503 ? "outcome_unknown" : "registration_refused"))
            #expect(try await fixture.record()?.state.name == "in_doubt")
        }
    }

    @Test("A client in doubt that the provider gave no means to manage cannot be changed")
    func unmanagedDoubt() async throws {
        try await fixture.addProvider()
        fixture.provider.answer(
            201, RegistrarFixture.accepted.replacing("https://idp.example/r", with: "https://evil.example/r"))
        #expect(await refusalCode { try await fixture.register() } == "response_invalid")
        let record = try #require(try await fixture.record())
        await #expect(throws: RegistrationError.clientUnmanaged(id: record.id)) {
            try await fixture.registrar.update(record.id, ClientChanges(plan: "gold"))
        }
        #expect(
            await refusalCode {
                try await fixture.store.apply(.updating(operationID: "o"), to: record.id, at: record.version, now: 1)
            } == "transition_refused")
        #expect(fixture.provider.methods == ["POST", "DELETE"])
    }

    @Test("Redirect URIs stay until the change says that there are none, and then are left out of the request")
    func redirectURIRemoval() async throws {
        try await fixture.addProvider()
        let answer = RegistrarFixture.accepted.replacing(
            #""response_types":[]"#, with: #""response_types":[],"redirect_uris":["https://app.example/cb"]"#)
        fixture.provider.answer(201, answer)
        let credential = try await fixture.registrar.register(
            application: "Acme", product: "payments", plan: "free", redirectURIs: ["https://app.example/cb"],
            provider: "idp")
        fixture.provider.answer(200, answer)
        _ = try await fixture.registrar.update(credential.recordID, ClientChanges(application: "Acme 2"))
        #expect(fixture.provider.lastBody["redirect_uris"] == .strings(["https://app.example/cb"]))
        fixture.provider.answer(200, RegistrarFixture.accepted)
        _ = try await fixture.registrar.update(credential.recordID, ClientChanges(redirectURIs: []))
        #expect(fixture.provider.lastBody["redirect_uris"] == nil)
        #expect(fixture.provider.lastBody["x_realm"] == .object(["tier": .integer(3)]))
        #expect(try await fixture.record()?.settings.redirectURIs == [])
    }

    @Test("A change to a product and plan without scopes takes the old scopes away")
    func scopeRemoval() async throws {
        let credential = try await fixture.registered()
        let registrar = Registrar(
            store: fixture.store,
            configuration: Registrar.Configuration(
                sealer: fixture.sealer, network: SingleNetwork(transport: fixture.provider, source: fixture.provider),
                scopes: { CatalogueScopes(productScopes: ["payments": []], planScopes: ["free": []]) },
                now: { [clock = fixture.clock] in clock.unixSeconds }))
        fixture.provider.answer(200, RegistrarFixture.accepted)
        _ = try await registrar.update(credential.recordID, ClientChanges(application: "Acme 2"))
        #expect(fixture.provider.lastBody["scope"] == nil)
    }

    @Test("How long the last registration access token is good is not sent back")
    func tokenLifetimeIsNotSent() async throws {
        try await fixture.addProvider()
        fixture.provider.answer(
            201,
            RegistrarFixture.accepted.replacing(
                #""response_types":[]"#, with: #""response_types":[],"registration_access_token_expires_in":31536000"#))
        let credential = try await fixture.register()
        fixture.provider.answer(200, Self.rotated)
        _ = try await fixture.registrar.update(credential.recordID, ClientChanges(plan: "gold"))
        #expect(fixture.provider.lastBody["registration_access_token_expires_in"] == nil)
    }
}
