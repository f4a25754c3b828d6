import Testing
import TollgateOutbound
import TollgateSQLite
import TollgateTesting

@testable import TollgateRegistrar

@Suite("A client that the provider has already")
struct AdoptionTests {
    private static let item = ClientImportItem(
        key: "legacy-1", application: "Acme", owner: "dev@acme.example", product: "payments", plan: "free",
        adopting: ExistingClient(
            clientID: "c-1", registrationClientURI: "https://idp.example/register/c-1",
            registrationAccessToken: Secret("rat-zero")))

    private func carryOut(
        _ items: [ClientImportItem], _ registrar: Registrar
    ) async throws -> [Result<ClientImportOutcome, RegistrationError>] {
        var outcomes: [Result<ClientImportOutcome, RegistrationError>] = []
        try await registrar.importClients(items, by: "ann") { outcomes.append($1) }
        return outcomes
    }

    @Test("It is read, its new registration access token is kept, and it is neither changed nor registered again")
    func adopted() async throws {
        let fixture = try await AccessFixture()
        fixture.answer("product_payments free_plan", status: 200, secret: nil)
        #expect(try await fixture.registrar.checkImport([Self.item]).isEmpty)
        let outcome = try #require(try await carryOut([Self.item], fixture.registrar).first).get()
        #expect(outcome.result == .adopted)
        #expect(outcome.warnings.isEmpty)
        #expect(fixture.provider.methods == ["GET"])
        #expect(fixture.provider.requests[0].headers.contains { $0.value == "Bearer rat-zero" })
        let record = try await fixture.registrar.client(try #require(outcome.client))
        #expect(record.state == .active)
        #expect(record.clientID == "c-1")
        #expect(ClientStatus(of: record, scopes: RegistrarFixture.catalogueScopes)?.state == .active)
        #expect(try await carryOut([Self.item], fixture.registrar).map { try $0.get().result } == [.already])

        await #expect(throws: RegistrationError.access(.secretGone(client: record.id))) {
            try await fixture.registrar.revealSecret(record.id)
        }
        fixture.provider.answer(204)
        #expect(try await fixture.registrar.delete(record.id) == .deleted)
        #expect(fixture.provider.requests[1].headers.contains { $0.value == "Bearer rat-one" })
    }

    @Test("A token that is not the client's ends the adoption: gates hear nothing, and another attempt can be made")
    func wrongToken() async throws {
        let fixture = try await AccessFixture()
        fixture.provider.answer(401, #"{"error":"invalid_token"}"#)
        #expect(
            await refusalCode {
                try await carryOut([Self.item], fixture.registrar)[0].get()
            } == "registration_refused")
        let failed = try #require(try await fixture.store.clients().first)
        #expect(failed.state.name == "failed")
        #expect(ClientStatus(of: failed, scopes: RegistrarFixture.catalogueScopes) == nil)
        fixture.answer("product_payments free_plan", status: 200, secret: nil)
        #expect(try await carryOut([Self.item], fixture.registrar).map { try $0.get().result } == [.adopted])
    }

    @Test("An adoption that was not answered is finished by the next reconciliation, and fulfilled by the next import")
    func interrupted() async throws {
        let fixture = try await AccessFixture()
        fixture.provider.fail(.unreachable(url: "https://idp.example/register/c-1", reason: "closed"))
        #expect(await refusalCode { try await carryOut([Self.item], fixture.registrar)[0].get() } == "outcome_unknown")
        let begun = try #require(try await fixture.store.clients().first)
        #expect(begun.state == .registering)
        let sealed = try #require(begun.registration?.registrationAccessToken)
        let token = BoundToken(
            plaintext: try fixture.sealer.open(sealed, record: begun.id, field: .registrationAccessToken))
        #expect(token.token == Secret("rat-zero"))
        #expect(token.origin == "https://idp.example")
        fixture.clock.advance(by: .seconds(121))
        fixture.answer("product_payments free_plan", status: 200, secret: nil)
        #expect(try await fixture.registrar.reconcile(comparing: false).map(\.outcome) == [.settled])
        #expect(try await fixture.store.clients().map(\.state) == [.active])
        #expect(try await carryOut([Self.item], fixture.registrar).map { try $0.get().result } == [.adopted])
        #expect(fixture.provider.methods == ["GET", "GET"])
    }

    @Test("An adoption that was interrupted is sealed with a new key as well, and finished with it")
    func resealed() async throws {
        let fixture = try await AccessFixture()
        fixture.provider.fail(.unreachable(url: "https://idp.example/register/c-1", reason: "closed"))
        #expect(await refusalCode { try await carryOut([Self.item], fixture.registrar)[0].get() } == "outcome_unknown")
        let id = try #require(try await fixture.store.clients().first).id
        let old = try SealingKey(id: "k1", bytes: [UInt8](repeating: 7, count: 32))
        let new = try SealingKey(id: "k2", bytes: [UInt8](repeating: 8, count: 32))
        func registrar(_ sealer: SecretSealer) -> Registrar {
            Registrar(
                store: fixture.store,
                configuration: Registrar.Configuration(
                    sealer: sealer, network: SingleNetwork(transport: fixture.provider, source: fixture.provider),
                    scopes: { AccessFixture.catalogueScopes }, now: { [clock = fixture.clock] in clock.unixSeconds }))
        }

        #expect(try await registrar(SecretSealer(current: new, older: [old])).reseal() == [id])
        fixture.clock.advance(by: .seconds(121))
        #expect(try await registrar(SecretSealer(current: new, older: [old])).reseal().isEmpty)
        fixture.clock.advance(by: .seconds(121))
        fixture.answer("product_payments free_plan", status: 200, secret: nil)
        let renewed = registrar(SecretSealer(current: new))
        #expect(try await renewed.reconcile(comparing: false).map(\.outcome) == [.settled])
        #expect(fixture.provider.requests.last?.headers.contains { $0.value == "Bearer rat-zero" } == true)
        #expect(try await fixture.store.clients().map(\.state) == [.active])
    }

    @Test("Scopes that the client lacks are said, and nothing is changed")
    func narrower() async throws {
        let fixture = try await AccessFixture()
        fixture.answer("product_payments", status: 200, secret: nil)
        let outcome = try #require(try await carryOut([Self.item], fixture.registrar).first).get()
        #expect(outcome.warnings.first?.contains("free_plan") == true)
        #expect(fixture.provider.methods == ["GET"])
    }

    @Test("A token is sent nowhere but to the provider, and a client is adopted once")
    func refused() async throws {
        let fixture = try await AccessFixture()
        var elsewhere = Self.item
        elsewhere.adopting?.registrationClientURI = "https://evil.example/register/c-1"
        var half = Self.item
        half.adopting?.registrationAccessToken = nil
        for item in [elsewhere, half] {
            #expect(await refusalCode { try await carryOut([item], fixture.registrar)[0].get() } == "request_invalid")
        }
        fixture.answer("product_payments free_plan", status: 200, secret: nil)
        var other = Self.item
        other.key = "legacy-2"
        other.application = "Other"
        let outcomes = try await carryOut([Self.item, other], fixture.registrar)
        #expect(await refusalCode { try outcomes[1].get() } == "client_taken")
        #expect(fixture.provider.methods == ["GET"])
    }
}
