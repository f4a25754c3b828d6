import Testing
import TollgateOutbound
import TollgateRegistrar

@Suite("Registering a client")
struct RegisterTests {
    private let fixture: RegistrarFixture

    init() throws {
        fixture = try RegistrarFixture()
    }

    @Test("A client is registered with exactly the scopes of its product and its plan")
    func registersScopes() async throws {
        let credential = try await fixture.registered()
        #expect(fixture.provider.lastBody["scope"] == .string("product_payments free_plan"))
        #expect(fixture.provider.lastBody["client_name"] == .string("Acme"))
        #expect(fixture.provider.requests.last?.headers.contains { $0.value == "Bearer iat-canary" } == true)
        #expect(credential.clientID == "c-1")
        #expect(credential.clientSecret == Secret("s3cr3t-one"))
        #expect(credential.scopes == ["product_payments", "free_plan"])
        #expect(credential.warnings.isEmpty)
        #expect(fixture.journal.entries == ["POST", "registered c-1"])
        #expect(try await fixture.registrar.revealSecret(credential.recordID).clientSecret == Secret("s3cr3t-one"))
    }

    @Test("The intent is committed before the provider is asked, and marks the client with its operation")
    func intentComesFirst() async throws {
        try await fixture.addProvider()
        let store = fixture.store
        let journal = fixture.journal
        fixture.provider.whenAsked { request in
            let record = try? await store.clients().first
            let body = request.body.flatMap { JSONValue(parsing: $0)?.object } ?? [:]
            if let record, record.state == .registering, body["software_version"]?.string == record.operationID {
                journal.note("intent found")
            }
        }
        fixture.provider.answer(201, RegistrarFixture.accepted)
        _ = try await fixture.register()
        #expect(journal.entries.first == "intent found")
    }

    @Test("Scopes that come back narrower fail the registration, and the client is deleted again")
    func narrowerScope() async throws {
        try await fixture.addProvider()
        fixture.provider.answer(201, RegistrarFixture.accepted.replacing(" free_plan\"", with: "\""))
        fixture.provider.answer(204)
        let shortfall = RegistrationShortfall(
            member: "scope", asked: ["product_payments", "free_plan"], granted: ["product_payments"])
        await #expect(throws: RegistrationError.narrowed(shortfall, compensated: true)) {
            try await fixture.register()
        }
        #expect(fixture.journal.entries == ["POST", "DELETE"])
        #expect(fixture.provider.requests.last?.url == "https://idp.example/register/c-1")
        let record = try #require(try await fixture.record())
        #expect(record.state.name == "failed")
        #expect(record.registration?.registrationAccessToken == nil)
    }

    @Test("If the useless client cannot be deleted at once, it stays on the books and can be deleted later")
    func compensationFails() async throws {
        try await fixture.addProvider()
        fixture.provider.answer(201, RegistrarFixture.accepted.replacing("client_credentials", with: "implicit"))
        fixture.provider.answer(503)
        do {
            _ = try await fixture.register()
            Issue.record("a narrower grant was accepted")
        } catch {
            guard case .narrowed(_, let isDeleted) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(!isDeleted)
        }
        let record = try #require(try await fixture.record())
        #expect(record.state == .deleting)
        fixture.provider.answer(204)
        #expect(try await fixture.registrar.delete(record.id) == .deleted)
    }

    @Test("A backend client without a secret is worth nothing")
    func missingSecret() async throws {
        try await fixture.addProvider()
        fixture.provider.answer(
            201, RegistrarFixture.accepted.replacing(#""client_secret":"s3cr3t-one","#, with: ""))
        fixture.provider.answer(204)
        #expect(await refusalCode { try await fixture.register() } == "registration_narrowed")
        #expect(fixture.provider.methods == ["POST", "DELETE"])
    }

    @Test("Omitted members are unconfirmed, wider ones are warned about, and neither stops the registration")
    func warnings() async throws {
        try await fixture.addProvider()
        fixture.provider.answer(
            201, #"{"client_id":"c","client_secret":"s","scope":"product_payments free_plan admin"}"#)
        let credential = try await fixture.register()
        #expect(
            credential.warnings.map(\.code) == [
                "grant_types_unconfirmed", "scope_wider", "secret_expiry_missing", "client_unmanaged",
            ])
        #expect(credential.secretExpiresAt == 0)
    }

    @Test(
        "An unknown outcome leaves the client in doubt, and the registration is never repeated",
        arguments: [
            OutboundError.timedOut(url: "u", after: .seconds(5)), .unreachable(url: "u", reason: "connection reset"),
        ])
    func unknownOutcome(failure: OutboundError) async throws {
        try await fixture.addProvider()
        fixture.provider.fail(failure)
        do {
            _ = try await fixture.register()
            Issue.record("no answer was taken for a success")
        } catch {
            #expect(error.code == "outcome_unknown")
        }
        let record = try #require(try await fixture.record())
        #expect(record.state.name == "in_doubt")
        #expect(record.operationID != nil)
        #expect(fixture.provider.methods == ["POST"])
    }

    @Test("A refusal is recorded as failed, with the provider's words")
    func refused() async throws {
        try await fixture.addProvider()
        fixture.provider.answer(400, #"{"error":"invalid_client_metadata","error_description":"scope"}"#)
        #expect(await refusalCode { try await fixture.register() } == "registration_refused")
        let record = try #require(try await fixture.record())
        #expect(record.state.name == "failed")
        #expect(record.state.reason?.contains("invalid_client_metadata: scope") == true)
    }

    @Test("A caller who gives up does not stop a registration that is under way")
    func cancellation() async throws {
        try await fixture.addProvider()
        fixture.provider.answer(201, RegistrarFixture.accepted)
        let fixture = self.fixture
        await withTaskGroup(of: Void.self) { group in
            group.cancelAll()
            group.addTask { _ = try? await fixture.register() }
        }
        #expect(try await fixture.record()?.state == .active)
    }

    @Test("An unknown product, plan or provider is named together with what there is, and nothing is sent")
    func unknownNames() async throws {
        try await fixture.addProvider()
        let registrar = fixture.registrar
        await #expect(throws: RegistrationError.productUnknown("pay", known: ["payments"])) {
            try await registrar.register(application: "A", product: "pay", plan: "free", provider: "idp")
        }
        await #expect(throws: RegistrationError.planUnknown("f", known: ["free", "gold"])) {
            try await registrar.register(application: "A", product: "payments", plan: "f", provider: "idp")
        }
        await #expect(throws: RegistrationError.providerUnknown(name: "x")) {
            try await registrar.register(application: "A", product: "payments", plan: "free", provider: "x")
        }
        #expect(fixture.provider.requests.isEmpty)
        #expect(try await fixture.record() == nil)
    }
}
