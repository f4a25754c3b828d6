import Testing
import TollgateOutbound
import TollgateRegistrar
import TollgateTesting

@Suite("A store that fails after the provider has answered")
struct StoreFailureTests {
    private static let rotated = """
        {"client_id":"c-1","client_secret":"s3cr3t-two","client_secret_expires_at":1900000000,
         "registration_access_token":"rat-two","registration_client_uri":"https://idp.example/register/c-1?v=2",
         "grant_types":["client_credentials"],"scope":"product_payments gold_plan"}
        """

    private let store: FailingStore
    private let fixture: RegistrarFixture

    init() throws {
        store = try FailingStore()
        fixture = try RegistrarFixture(store: store)
    }

    @Test("A registration survives a store that fails twice")
    func registrationIsRetried() async throws {
        store.fail("registered", times: 2)
        let credential = try await fixture.registered()
        #expect(fixture.provider.methods == ["POST"])
        #expect(try await fixture.registrar.revealSecret(credential.recordID).clientSecret == Secret("s3cr3t-one"))
    }

    @Test(
        "A client whose credential cannot be stored is deleted again, and its record says what came of that",
        arguments: [(204, "failed"), (404, "failed"), (401, "deleting"), (503, "deleting")])
    func registrationIsUndone(status: Int, state: String) async throws {
        try await fixture.addProvider()
        store.fail("registered")
        fixture.provider.answer(201, RegistrarFixture.accepted)
        fixture.provider.answer(status)
        await #expect(throws: RegistrationError.store(.unavailable(reason: "the disk is full"))) {
            try await fixture.register()
        }
        #expect(fixture.provider.methods == ["POST", "DELETE"])
        let record = try #require(try await fixture.record())
        #expect(record.state.name == state)
        #expect(state == "deleting" || record.state.reason?.contains("the disk is full") == true)
        #expect(record.clientID == "c-1")
    }

    @Test("A useless client that no record could claim is not deleted: its record is in doubt and names it")
    func unclaimedStays() async throws {
        try await fixture.addProvider()
        store.fail("compensating")
        fixture.provider.answer(201, RegistrarFixture.accepted.replacing(" free_plan\"", with: "\""))
        #expect(await refusalCode { try await fixture.register() } == "registration_narrowed")
        #expect(fixture.provider.methods == ["POST"])
        #expect(try await fixture.record()?.state.name == "in_doubt")
        #expect(try await fixture.record()?.clientID == "c-1")
    }

    @Test("A registration whose record nobody could end can be forgotten, and its provider be deleted")
    func stuckRegistration() async throws {
        try await fixture.addProvider()
        for transition in ["registered", "compensating", "in_doubt"] { store.fail(transition) }
        fixture.provider.answer(201, RegistrarFixture.accepted)
        #expect(await refusalCode { try await fixture.register() } == "store_unavailable")
        let record = try #require(try await fixture.record())
        #expect(record.state == .registering)
        fixture.clock.advance(by: .seconds(119))
        await #expect(throws: RegistrationError.clientBusy(id: record.id, state: .registering)) {
            try await fixture.registrar.forget(record.id)
        }
        fixture.clock.advance(by: .seconds(1))
        try await fixture.registrar.forget(record.id)
        #expect(try await fixture.record()?.state == .deleted)
        try await fixture.registrar.deleteProvider("idp")
    }

    @Test("A new secret and registration access token survive a store that fails twice")
    func updateIsRetried() async throws {
        let credential = try await fixture.registered()
        store.fail("updated", times: 2)
        fixture.provider.answer(200, Self.rotated)
        _ = try await fixture.registrar.update(credential.recordID, ClientChanges(plan: "gold"))
        #expect(try await fixture.registrar.revealSecret(credential.recordID).clientSecret == Secret("s3cr3t-two"))
    }

    @Test("A new credential that cannot be stored is handed out with the error, which does not show it")
    func updateIsHandedOut() async throws {
        let first = try await fixture.registered()
        store.fail("updated")
        fixture.provider.answer(200, Self.rotated)
        do throws(RegistrationError) {
            _ = try await fixture.registrar.update(first.recordID, ClientChanges(plan: "gold"))
            Issue.record("an update that was not stored succeeded")
        } catch {
            guard case .credentialNotKept(let unstored) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(error.code == "credential_not_kept")
            #expect(unstored.credential.recordID == first.recordID)
            #expect(unstored.credential.clientSecret == Secret("s3cr3t-two"))
            #expect(unstored.credential.secretExpiresAt == 1_900_000_000)
            #expect(unstored.registrationAccessToken == Secret("rat-two"))
            #expect(unstored.registrationClientURI == "https://idp.example/register/c-1?v=2")
            let cause = RegistrationError.store(.unavailable(reason: "the disk is full"))
            #expect(unstored.reason == cause.description)
            var dumped = ""
            dump(error, to: &dumped)
            for text in ["\(error)", String(reflecting: error), dumped] {
                #expect(!text.contains("s3cr3t-two"))
                #expect(!text.contains("rat-two"))
            }
        }
        #expect(try await fixture.record()?.state.name == "in_doubt")
    }
}
