import Testing
import TollgateOutbound
import TollgateRegistrar
import TollgateTesting

@Suite("A client's secret")
struct SecretRevealTests {
    @Test("It is shown once and then erased")
    func once() async throws {
        let fixture = try await AccessFixture()
        let client = try await fixture.provisioned()
        #expect(try await fixture.registrar.credential(client.id).clientSecret == nil)
        #expect(try await fixture.registrar.revealSecret(client.id).clientSecret == Secret("s3cr3t-one"))
        #expect(try await fixture.registrar.client(client.id).registration?.clientSecret == nil)
        await #expect(throws: RegistrationError.access(.secretGone(client: client.id))) {
            try await fixture.registrar.revealSecret(client.id)
        }
        #expect(try await fixture.registrar.client(client.id).registration?.registrationAccessToken != nil)
    }

    @Test("Of a hundred who ask at once one gets it")
    func oneOfMany() async throws {
        let fixture = try await AccessFixture()
        let client = try await fixture.provisioned()
        let registrar = fixture.registrar
        let shown = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<100 {
                group.addTask { (try? await registrar.revealSecret(client.id))?.clientSecret != nil }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(shown == 1)
    }

    @Test("It is not shown after it has expired, and the next reconciliation erases it")
    func expiry() async throws {
        let fixture = try await AccessFixture()
        let end = fixture.clock.unixSeconds + 60
        fixture.provider.answer(
            201,
            AccessFixture.granted("product_payments free_plan").1
                .replacing(#""client_secret_expires_at":0"#, with: #""client_secret_expires_at":\#(end)"#))
        let request = try await fixture.request()
        let id = try #require(try await fixture.registrar.approve(request.id, by: "ann").state.client)
        fixture.clock.advance(by: .seconds(60))
        await #expect(throws: RegistrationError.access(.secretGone(client: id))) {
            try await fixture.registrar.revealSecret(id)
        }
        #expect(try await fixture.registrar.client(id).registration?.clientSecret != nil)
        #expect(try await fixture.registrar.reconcile(comparing: false).map(\.outcome) == [.settled])
        #expect(try await fixture.registrar.client(id).registration?.clientSecret == nil)
    }

    @Test("It cannot be revealed while the client is being changed, so that the change is not lost")
    func notDuringChange() async throws {
        let fixture = try await AccessFixture()
        let client = try await fixture.provisioned()
        let (registrar, journal) = (fixture.registrar, fixture.journal)
        fixture.provider.whenAsked { _ in
            do throws(RegistrationError) {
                _ = try await registrar.revealSecret(client.id)
                journal.note("shown")
            } catch {
                journal.note(error.code)
            }
        }
        fixture.answer("product_payments gold_plan", status: 200, secret: nil)
        _ = try await registrar.update(client.id, ClientChanges(plan: "gold"))
        #expect(journal.entries.contains("client_busy"))
        #expect(!journal.entries.contains("shown"))
        #expect(try await registrar.revealSecret(client.id).clientSecret == Secret("s3cr3t-one"))
    }
}
