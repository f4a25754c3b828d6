import Testing
import TollgateCatalogue
import TollgateOutbound
import TollgateRegistrar
import TollgateTesting

@Suite("Deleting a client")
struct DeleteTests {
    private let fixture: RegistrarFixture

    init() throws {
        fixture = try RegistrarFixture()
    }

    @Test("The gate is told before the provider is asked, and again when it is done")
    func noticeComesFirst() async throws {
        let credential = try await fixture.registered()
        fixture.provider.answer(204)
        #expect(try await fixture.registrar.delete(credential.recordID) == .deleted)
        #expect(fixture.journal.entries == ["POST", "registered c-1", "deleting c-1", "DELETE", "deleted c-1"])
        let record = try #require(try await fixture.record())
        #expect(record.state == .deleted)
        #expect(record.deletionConfirmedAt == fixture.clock.unixSeconds)
        #expect(record.registration?.clientSecret == nil)
        #expect(record.registration?.registrationAccessToken == nil)
        await #expect(throws: RegistrationError.clientState(id: record.id, state: .deleted)) {
            try await fixture.registrar.credential(record.id)
        }
        #expect(try await fixture.registrar.delete(credential.recordID) == .gone)
    }

    @Test("A deletion without an answer stays open, can be repeated, and the gate refuses the client meanwhile")
    func unanswered() async throws {
        let credential = try await fixture.registered()
        fixture.provider.fail(.timedOut(url: "u", after: .seconds(5)))
        #expect(await refusalCode { try await fixture.registrar.delete(credential.recordID) } == "outcome_unknown")
        #expect(try await fixture.record()?.state == .deleting)
        #expect(try await fixture.record()?.deletionConfirmedAt == nil)
        #expect(!fixture.journal.entries.contains("deleted c-1"))
        fixture.provider.answer(404)
        #expect(try await fixture.registrar.delete(credential.recordID) == .gone)
        #expect(try await fixture.record()?.state == .deleted)
    }

    @Test("401 does not prove that the client is gone: said often enough it is lost, until somebody makes sure by hand")
    func lost() async throws {
        let credential = try await fixture.registered()
        for _ in 0..<3 {
            fixture.provider.answer(401)
            #expect(
                await refusalCode { try await fixture.registrar.delete(credential.recordID) } == "registration_refused")
            #expect(try await fixture.record()?.state == .deleting)
            fixture.clock.advance(by: .seconds(1200))
        }
        fixture.provider.answer(401)
        #expect(try await fixture.registrar.delete(credential.recordID) == .lost)
        #expect(try await fixture.record()?.state.name == "lost")
        try await fixture.registrar.forget(credential.recordID)
        #expect(try await fixture.record()?.state == .deleted)
        #expect(try await fixture.record()?.deletionConfirmedAt == nil)
    }

    @Test("A client that the provider gave no means to manage is refused at the gate and reported as lost")
    func unmanaged() async throws {
        try await fixture.addProvider()
        fixture.provider.answer(
            201, #"{"client_id":"c-1","client_secret":"s","scope":"product_payments free_plan"}"#)
        let credential = try await fixture.register()
        #expect(try await fixture.registrar.delete(credential.recordID) == .lost)
        #expect(fixture.journal.entries == ["POST", "registered c-1", "deleting c-1"])
    }

    @Test("An unknown record is named")
    func unknownRecord() async {
        await #expect(throws: RegistrationError.clientUnknown(id: "x")) { try await fixture.registrar.delete("x") }
    }

    @Test("A deletion that the provider will never confirm can be forgotten, and then its provider be deleted")
    func forgottenDeletion() async throws {
        let credential = try await fixture.registered()
        fixture.provider.fail(.unreachable(url: "u", reason: "no such host"))
        #expect(await refusalCode { try await fixture.registrar.delete(credential.recordID) } == "outcome_unknown")
        try await fixture.registrar.forget(credential.recordID)
        let record = try #require(try await fixture.record())
        #expect(record.state == .deleted)
        #expect(record.registration?.registrationAccessToken == nil)
        try await fixture.registrar.deleteProvider("idp")
    }

    @Test("A client is not forgotten while its deletion may still be under way, nor while it is in use")
    func forgettingWaits() async throws {
        let credential = try await fixture.registered()
        let id = credential.recordID
        await #expect(throws: RegistrationError.clientState(id: id, state: .active)) {
            try await fixture.registrar.forget(id)
        }
        let record = try #require(try await fixture.record())
        _ = try await fixture.store.apply(
            .deleting(operationID: "o"), to: id, at: record.version, now: fixture.clock.unixSeconds)
        fixture.clock.advance(by: .seconds(119))
        await #expect(throws: RegistrationError.clientBusy(id: id, state: .deleting)) {
            try await fixture.registrar.forget(id)
        }
        fixture.clock.advance(by: .seconds(1))
        try await fixture.registrar.forget(id)
        #expect(try await fixture.record()?.state == .deleted)
    }

    @Test("A registration that died before its answer was stored can be forgotten once its time is over")
    func forgottenRegistration() async throws {
        try await fixture.addProvider()
        let now = fixture.clock.unixSeconds
        let record = ClientRecord(
            id: "r", operationID: "o", provider: "idp", issuer: StubProvider.issuer,
            settings: ClientSettings(
                application: "Acme", subscriptions: [], scopes: [], clientType: .backend,
                redirectURIs: []),
            createdAt: now, updatedAt: now)
        try await fixture.store.begin(record)
        await #expect(throws: RegistrationError.clientBusy(id: "r", state: .registering)) {
            try await fixture.registrar.forget("r")
        }
        fixture.clock.advance(by: .seconds(120))
        try await fixture.registrar.forget("r")
        try await fixture.registrar.deleteProvider("idp")
    }
}
