import Testing
import TollgateOutbound
import TollgateRegistrar

@Suite("Renewing a client's secret")
struct RotateTests {
    private let fixture: RegistrarFixture

    init() throws {
        fixture = try RegistrarFixture()
    }

    @Test("A provider that renews secrets gives one, which is kept with the new registration access token")
    func renewal() async throws {
        let first = try await fixture.registered(driver: .graviteeAM)
        fixture.provider.answer(
            200, #"{"client_id":"c-1","client_secret":"s3cr3t-two","registration_access_token":"rat-two"}"#)
        let second = try await fixture.registrar.rotateSecret(first.recordID)
        #expect(second.clientSecret == Secret("s3cr3t-two"))
        #expect(fixture.provider.requests.last?.url == "https://idp.example/register/c-1/renew_secret")
        #expect(try await fixture.registrar.revealSecret(first.recordID).clientSecret == Secret("s3cr3t-two"))
        fixture.provider.answer(204)
        _ = try await fixture.registrar.delete(first.recordID)
        #expect(fixture.provider.requests.last?.headers.contains { $0.value == "Bearer rat-two" } == true)
    }

    @Test("A short answer does not make the registrar forget what the client is registered with")
    func metadataStays() async throws {
        let first = try await fixture.registered(driver: .graviteeAM)
        fixture.provider.answer(200, #"{"client_id":"c-1","client_secret":"s3cr3t-two"}"#)
        _ = try await fixture.registrar.rotateSecret(first.recordID)
        fixture.provider.answer(200, RegistrarFixture.accepted)
        _ = try await fixture.registrar.update(first.recordID, ClientChanges(application: "Acme 2"))
        #expect(fixture.provider.lastBody["x_realm"] == .object(["tier": .integer(3)]))
    }

    @Test("Where nothing renews secrets, nothing is asked and the client stays as it is")
    func unsupported() async throws {
        let first = try await fixture.registered()
        await #expect(throws: RegistrationError.rotationUnsupported(clientID: "c-1", driver: "Other")) {
            try await fixture.registrar.rotateSecret(first.recordID)
        }
        #expect(fixture.provider.methods == ["POST"])
        #expect(try await fixture.record()?.state == .active)
    }

    @Test("An answer without a new secret is an error, but what else it brings is kept")
    func noSecret() async throws {
        let first = try await fixture.registered(driver: .graviteeAM)
        fixture.provider.answer(200, #"{"client_id":"c-1","registration_access_token":"rat-two"}"#)
        await #expect(throws: RegistrationError.secretNotRotated(clientID: "c-1")) {
            try await fixture.registrar.rotateSecret(first.recordID)
        }
        #expect(try await fixture.record()?.state == .active)
        fixture.provider.answer(204)
        _ = try await fixture.registrar.delete(first.recordID)
        #expect(fixture.provider.requests.last?.headers.contains { $0.value == "Bearer rat-two" } == true)
    }

    @Test("A refusal leaves the client active, silence leaves it in doubt until a second renewal")
    func failures() async throws {
        let first = try await fixture.registered(driver: .graviteeAM)
        fixture.provider.answer(403)
        #expect(
            await refusalCode { try await fixture.registrar.rotateSecret(first.recordID) } == "registration_refused")
        #expect(try await fixture.record()?.state == .active)
        fixture.provider.answer(502)
        #expect(await refusalCode { try await fixture.registrar.rotateSecret(first.recordID) } == "outcome_unknown")
        #expect(try await fixture.record()?.state.name == "in_doubt")
        fixture.provider.answer(200, #"{"client_id":"c-1","client_secret":"s3cr3t-three"}"#)
        #expect(try await fixture.registrar.rotateSecret(first.recordID).clientSecret == Secret("s3cr3t-three"))
        #expect(try await fixture.record()?.state == .active)
    }

    @Test("At a bridge a renewal that was not answered is made again by reconcile")
    func bridgeIsReconciled() async throws {
        try await fixture.registrar.addProvider(
            Provider(name: "idp", driver: .httpBridge, address: "https://bridge.example"))
        fixture.provider.answer(201, RegistrarFixture.accepted)
        let first = try await fixture.register()
        fixture.provider.fail(.unreachable(url: "https://bridge.example", reason: "reset"))
        #expect(await refusalCode { try await fixture.registrar.rotateSecret(first.recordID) } == "outcome_unknown")
        fixture.provider.answer(200, #"{"client_id":"c-1","client_secret":"s3cr3t-two"}"#)
        let findings = try await fixture.registrar.reconcile()
        #expect(findings.map(\.outcome) == [.settled])
        #expect(try await fixture.record()?.state == .active)
        #expect(try await fixture.registrar.revealSecret(first.recordID).clientSecret == Secret("s3cr3t-two"))
    }

    @Test("At a provider that is managed with the registrar's own right, a refusal of that does not lose the client")
    func ownRightRefused() async throws {
        try await fixture.registrar.addProvider(
            Provider(name: "idp", driver: .httpBridge, address: "https://bridge.example"))
        fixture.provider.answer(201, RegistrarFixture.accepted)
        let first = try await fixture.register()
        fixture.provider.answer(401)
        #expect(
            await refusalCode { try await fixture.registrar.rotateSecret(first.recordID) } == "registration_refused")
        #expect(try await fixture.record()?.state == .active)
        fixture.provider.answer(401)
        #expect(await refusalCode { try await fixture.registrar.delete(first.recordID) } == "registration_refused")
        #expect(try await fixture.record()?.state == .deleting)
        fixture.provider.answer(204)
        #expect(try await fixture.registrar.delete(first.recordID) == .deleted)
    }
}
