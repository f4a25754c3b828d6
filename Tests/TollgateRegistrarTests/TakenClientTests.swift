import Testing
import TollgateOutbound
import TollgateSQLite
import TollgateTesting

@testable import TollgateRegistrar

/// wso2/api-manager 1810: providers that look clients up by their name answer a second registration with the first
/// client.
@Suite("A provider that answers with a client that is on the books")
struct TakenClientTests {
    private let fixture: RegistrarFixture
    private var registrar: Registrar { fixture.registrar }

    init() throws {
        fixture = try RegistrarFixture()
    }

    /// Registers, which must end with the refusal of a client that `holder` has, and returns the record that failed.
    private func refused(_ holder: String?, provider: String = "idp") async throws -> ClientRecord {
        await #expect(throws: RegistrationError.clientTaken(provider: provider, record: holder)) {
            try await registrar.register(application: "Shop", product: "payments", plan: "free", provider: provider)
        }
        return try #require(try await fixture.store.clients().last)
    }

    @Test("The answer is refused: nothing of it is shown or kept, nothing is deleted, and gates hear nothing of it")
    func secondRegistration() async throws {
        let first = try await fixture.registered()
        let before = try await registrar.client(first.recordID)
        let last = try await registrar.lastChange()
        let heard = fixture.journal.entries.filter { $0 != "POST" }
        fixture.provider.answer(201, RegistrarFixture.accepted)
        let second = try await refused(first.recordID)
        #expect(fixture.provider.methods == ["POST", "POST"])
        #expect(second.state.name == "failed")
        #expect(second.registration == nil)
        #expect(try await registrar.client(first.recordID) == before)
        #expect(fixture.journal.entries.filter { $0 != "POST" } == heard)
        let changes = try await registrar.changes(after: last.sequence, limit: 9)
        #expect(changes.allSatisfy { ClientStatus(of: $0.record, scopes: RegistrarFixture.catalogueScopes) == nil })
        #expect(await refusalCode { try await registrar.revealSecret(second.id) } == "client_state")
        let reason = try #require(second.state.reason)
        #expect(reason.contains("on the books already, as record `\(first.recordID)`"))
        for text in ["c-1", "s3cr3t", "rat-"] { #expect(!reason.contains(text)) }
        #expect(try await registrar.revealSecret(first.recordID).clientSecret == Secret("s3cr3t-one"))
    }

    @Test(
        "An answer that would be undone undoes nothing",
        arguments: [
            // Too little, no secret, an unfinished body, no token, and an address elsewhere.
            RegistrarFixture.accepted.replacing(" free_plan", with: ""),
            RegistrarFixture.accepted.replacing(#""client_secret":"s3cr3t-one","#, with: ""),
            String(RegistrarFixture.accepted.dropLast(2)),
            RegistrarFixture.accepted.replacing(#""registration_access_token":"rat-one","#, with: ""),
            RegistrarFixture.accepted.replacing("https://idp.example", with: "https://evil.example"),
        ])
    func nothingIsUndone(answer: String) async throws {
        let first = try await fixture.registered()
        let before = try await registrar.client(first.recordID)
        fixture.provider.answer(201, answer)
        #expect(try await refused(first.recordID).registration == nil)
        #expect(fixture.provider.methods == ["POST", "POST"])
        #expect(try await registrar.client(first.recordID) == before)
    }

    @Test("An unusable answer that names no client deletes nothing, whatever address it gives")
    func namelessAnswer() async throws {
        let first = try await fixture.registered()
        fixture.provider.answer(201, RegistrarFixture.accepted.replacing(#""client_id":"c-1","#, with: ""))
        #expect(await refusalCode { try await fixture.register() } == "response_invalid")
        #expect(fixture.provider.methods == ["POST", "POST"])
        #expect(try await fixture.store.clients().last?.state.name == "in_doubt")
        #expect(try await registrar.client(first.recordID).state == .active)
    }

    @Test("One that carries the mark of the registration is of its own client, which is deleted")
    func namelessAndMarked() async throws {
        try await fixture.addProvider()
        fixture.provider.whenAsked { [provider = fixture.provider] request in
            guard request.method == "POST" else { return provider.answer(204) }
            let mark = provider.lastBody["software_version"]?.string ?? ""
            provider.answer(
                201,
                RegistrarFixture.accepted.replacing(#""client_id":"c-1""#, with: #""software_version":"\#(mark)""#))
        }
        #expect(await refusalCode { try await fixture.register() } == "response_invalid")
        #expect(fixture.provider.methods == ["POST", "DELETE"])
        #expect(try await fixture.record()?.state.name == "failed")
    }

    @Test(
        "It stays the first record's after it was deleted, failed or forgotten",
        arguments: ["deleted", "failed", "forgotten"])
    func inAnyState(_ state: String) async throws {
        try await fixture.addProvider()
        let narrow = RegistrarFixture.accepted.replacing(" free_plan", with: "")
        fixture.provider.answer(201, state == "failed" ? narrow : RegistrarFixture.accepted)
        if state == "failed" { fixture.provider.answer(204) }
        let id = try? await fixture.register().recordID
        let first = try #require(try await fixture.record()).id
        if state == "deleted" {
            fixture.provider.answer(204)
            try await registrar.delete(try #require(id))
        } else if state == "forgotten" {
            fixture.provider.fail(.timedOut(url: "u", after: .seconds(5)))
            #expect(await refusalCode { try await registrar.delete(try #require(id)) } == "outcome_unknown")
            try await registrar.forget(first)
        }
        let methods = fixture.provider.methods
        fixture.provider.answer(201, narrow)
        _ = try await refused(first)
        #expect(fixture.provider.methods == methods + ["POST"])
    }

    @Test("Two providers of one issuer have one book; the same identifier at another issuer is another client")
    func otherProviders() async throws {
        let first = try await fixture.registered()
        try await registrar.addProvider(Provider(name: "idp2", address: StubProvider.issuer))
        fixture.provider.answer(201, RegistrarFixture.accepted)
        _ = try await refused(first.recordID, provider: "idp2")
        fixture.provider.publish(
            ProviderMetadata(
                issuer: "https://idp.example/other", tokenEndpoint: StubProvider.tokenEndpoint,
                registrationEndpoint: StubProvider.registrationEndpoint))
        try await registrar.addProvider(Provider(name: "idp3", address: "https://idp.example/other"))
        fixture.provider.answer(201, RegistrarFixture.accepted)
        let other = try await registrar.register(application: "B", product: "payments", plan: "free", provider: "idp3")
        #expect(other.clientID == "c-1")
    }

    @Test("A bridge, where the registrar's own right deletes any client, is not told to delete it")
    func bridge() async throws {
        let first = try await fixture.registered(driver: .httpBridge)
        for answer in [
            RegistrarFixture.accepted, RegistrarFixture.accepted.replacing(" free_plan", with: ""),
            String(RegistrarFixture.accepted.dropLast(2)),
        ] {
            fixture.provider.answer(201, answer)
            _ = try await refused(first.recordID)
        }
        #expect(fixture.provider.methods == ["POST", "POST", "POST", "POST"])
        #expect(try await registrar.client(first.recordID).state == .active)
    }

    @Test("A probe that is answered so does not delete the client")
    func probe() async throws {
        let first = try await fixture.registered()
        fixture.provider.answer(201, RegistrarFixture.accepted)
        await #expect(throws: RegistrationError.clientTaken(provider: "idp", record: first.recordID)) {
            try await registrar.verifyProvider("idp", scopes: ["product_payments", "free_plan"])
        }
        #expect(fixture.provider.methods == ["POST", "POST"])
    }

    @Test("A client that carries the mark of another registration is nobody's to show or to delete")
    func foreignMark() async throws {
        try await fixture.addProvider()
        let mark = String(repeating: "0a", count: 16)
        let narrow = RegistrarFixture.accepted.replacing(" free_plan", with: "")
        for answer in [RegistrarFixture.accepted, narrow, String(narrow.dropLast(2)) + ","] {
            let marked = answer.replacing(#""client_id""#, with: #""software_version":"\#(mark)","client_id""#)
            fixture.provider.answer(201, marked)
            #expect(try await refused(nil).registration == nil)
        }
        #expect(fixture.provider.methods == ["POST", "POST", "POST"])
        // What is no mark of a registrar says nothing.
        fixture.provider.answer(
            201, RegistrarFixture.accepted.replacing(#""client_id""#, with: #""software_version":"2.0","client_id""#))
        #expect(try await fixture.register().state == .active)
    }

    @Test("An answer that comes after its registration was taken for dead is claimed, and what is useless is deleted")
    func lateAnswer() async throws {
        try await fixture.addProvider()
        let (registrar, clock) = (fixture.registrar, fixture.clock)
        fixture.provider.whenAsked { request in
            guard request.method == "POST" else { return }
            clock.advance(by: .seconds(121))
            _ = try? await registrar.reconcile()
        }
        fixture.provider.answer(201, RegistrarFixture.accepted)
        fixture.provider.answer(204)
        #expect(await refusalCode { try await fixture.register() } == "client_busy")
        #expect(fixture.provider.methods == ["POST", "DELETE"])
        #expect(try await fixture.record()?.state.name == "failed")
    }

    @Test(
        "An answer about another client is refused in a read, a change and a rotation, and nothing of it is kept",
        arguments: ["read", "update", "rotate"])
    func aboutAnother(operation: String) async throws {
        let first = try await fixture.registered(driver: .glewlwyd)
        let before = try #require(try await fixture.record()?.registration)
        fixture.provider.answer(
            200, RegistrarFixture.accepted.replacing("c-1", with: "c-2").replacing("-one", with: "-two"))
        switch operation {
        case "read": _ = try await registrar.reconcile()
        case "update":
            #expect(
                await refusalCode {
                    try await registrar.update(first.recordID, ClientChanges(plan: "gold"))
                } == "response_invalid")
        default:
            #expect(await refusalCode { try await registrar.rotateSecret(first.recordID) } == "response_invalid")
        }
        let record = try #require(try await fixture.record())
        #expect(record.registration == before)
        #expect(record.state.name == (operation == "read" ? "active" : "in_doubt"))
        #expect(fixture.provider.methods.count == 2)
    }

    @Test("An approved request fails with words that say so, and its application may ask again")
    func request() async throws {
        let access = try await AccessFixture(automatic: true)
        let first = try await access.provisioned()
        let other = try await access.registrar.createApplication(name: "Acme", owner: "other@acme.example")
        access.answer("product_payments free_plan")
        let failed = try await access.registrar.requestAccess(
            application: other.id, product: "payments", plan: "free")
        #expect(failed.state.name == "failed")
        #expect(failed.state.reason?.contains("record `\(first.id)`") == true)
        access.answer("product_payments free_plan", id: "c-2")
        let again = try await access.registrar.requestAccess(
            application: other.id, product: "payments", plan: "free")
        #expect(again.state.name == "fulfilled")
    }

    @Test("Such a client cannot be adopted either, whatever became of its record")
    func adoption() async throws {
        let access = try await AccessFixture()
        let first = try await access.provisioned()
        let order = ClientImportItem(
            key: "k", application: "Legacy", owner: "dev@acme.example", product: "payments", plan: "free",
            adopting: ExistingClient(
                clientID: "c-1", registrationClientURI: "https://idp.example/register/c-1",
                registrationAccessToken: Secret("rat-zero")))
        for state in ["active", "deleted"] {
            if state == "deleted" {
                access.provider.answer(204)
                try await access.registrar.delete(first.id)
            }
            var outcomes: [RegistrationError?] = []
            try await access.registrar.importClients([order], by: "ann") { _, outcome in
                if case .failure(let error) = outcome { outcomes.append(error) }
            }
            #expect(outcomes == [RegistrationError.clientOnRecord(record: first.id)])
        }
        #expect(access.provider.methods == ["POST", "DELETE"])
    }
}
