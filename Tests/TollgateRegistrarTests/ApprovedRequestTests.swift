import Testing
import TollgateOutbound
import TollgateRegistrar
import TollgateTesting

@Suite("A request that was approved and is not fulfilled")
struct ApprovedRequestTests {
    private let fixture: AccessFixture
    private var registrar: Registrar { fixture.registrar }

    init() async throws {
        fixture = try await AccessFixture()
    }

    /// The error that `operation` ends with.
    private func error(_ operation: () async throws(RegistrationError) -> AccessRequest) async -> RegistrationError? {
        do throws(RegistrationError) {
            _ = try await operation()
            return nil
        } catch {
            return error
        }
    }

    /// A request that was approved while the application's client was `lost`.
    private func blocked() async throws -> (AccessRequest, client: ClientRecord) {
        let client = try await fixture.provisioned()
        for _ in 0..<4 {
            fixture.provider.answer(401, "no")
            _ = try await registrar.reconcile()
            fixture.clock.advance(by: .seconds(1200))
        }
        let request = try await fixture.request("orders", "orders_gold")
        let approval = await error { () async throws(RegistrationError) in
            try await registrar.approve(request.id, by: "ann")
        }
        guard case .access(.clientInTheWay(let id, let state, let blocked)) = approval else {
            Issue.record("the approval ended with \(String(describing: approval))")
            return (request, client)
        }
        #expect(id == client.id)
        #expect(state.name == "lost")
        #expect(blocked == request.id)
        return (try await registrar.request(request.id), client)
    }

    @Test("An automatic approval that does not come to an end leaves a request that says so")
    func automatic() async throws {
        let fixture = try await AccessFixture(automatic: true)
        fixture.provider.answer(400, #"{"error":"invalid_client_metadata"}"#)
        let refused = try await fixture.request()
        #expect(refused.state.name == "failed")
        #expect(refused.state.reason?.contains("invalid_client_metadata") == true)
        fixture.provider.fail(.notConnected(url: StubProvider.issuer, reason: "connection refused"))
        let waiting = try await fixture.request()
        #expect(waiting.state == .approved)
        fixture.answer("product_payments free_plan")
        #expect(try await fixture.registrar.reconcile(comparing: false).map(\.outcome) == [.settled])
        #expect(try await fixture.registrar.request(waiting.id).state.client != nil)
    }

    @Test("The answer to an approval that a lost client keeps from being carried out says what must be done")
    func answer() async throws {
        let (request, client) = try await blocked()
        #expect(request.state == .approved)
        let description = RegistrationError.access(
            .clientInTheWay(client: client.id, state: .lost(reason: ""), request: request.id)
        ).description
        #expect(description.contains("is lost: delete it at the provider, then forget it"))
        #expect(description.contains("can be rejected or withdrawn"))
        #expect(
            try await registrar.reconcile(comparing: false).filter { $0.subject == .request }.map(\.outcome)
                == [.needsAttention])
        try await registrar.forget(client.id)
        fixture.answer("product_orders orders_gold", id: "c-2")
        #expect(try await registrar.approve(request.id, by: "ann").state.client != nil)
    }

    @Test("An admin can still reject it, with a reason")
    func rejection() async throws {
        let (request, _) = try await blocked()
        let rejected = try await registrar.reject(request.id, by: "bob", reason: "the client is lost")
        #expect(rejected.state == .rejected(reason: "the client is lost"))
        #expect(rejected.decidedBy == "bob")
        #expect(try await registrar.reconcile(comparing: false).filter { $0.subject == .request }.isEmpty)
    }

    @Test("Its owner can still take it back, also before it begins")
    func withdrawal() async throws {
        let (request, _) = try await blocked()
        #expect(try await registrar.withdraw(request.id).state == .withdrawn)
        let later = try await registrar.requestAccess(
            application: fixture.application.id, product: "payments", plan: "free", clientType: "backend",
            startsAt: fixture.clock.unixSeconds + 100)
        _ = try await registrar.approve(later.id, by: "ann")
        #expect(try await registrar.withdraw(later.id).state == .withdrawn)
    }

    @Test("Retries while its provider is down leave no records behind, and the finding stays the same")
    func providerDown() async throws {
        let request = try await fixture.request()
        func fail() {
            fixture.provider.fail(.notConnected(url: StubProvider.registrationEndpoint, reason: "connection refused"))
        }
        fail()
        #expect(await refusalCode { try await registrar.approve(request.id, by: "ann") } == "request_not_sent")
        var findings: Set<[ReconcileFinding]> = []
        for _ in 0..<3 {
            fail()
            findings.insert(try await registrar.reconcile(comparing: false))
        }
        #expect(findings.first?.map(\.outcome) == [.failed])
        #expect(findings.count == 1)
        #expect(try await registrar.clients().isEmpty)
        fixture.answer("product_payments free_plan")
        #expect(try await registrar.reconcile(comparing: false).map(\.outcome) == [.settled])
        #expect(try await registrar.clients().map(\.state) == [.active])
    }

    @Test("It cannot be ended while it is carried out, so that no client comes of a request that nobody wants")
    func underWay() async throws {
        let request = try await fixture.request()
        let (registrar, journal) = (self.registrar, fixture.journal)
        fixture.provider.whenAsked { _ in
            for end in [
                { () async throws in try await registrar.withdraw(request.id) },
                { () async throws in try await registrar.reject(request.id, by: "bob", reason: "no") },
            ] {
                do {
                    _ = try await end()
                    journal.note("ended")
                } catch {
                    journal.note((error as? RegistrationError)?.code ?? "\(error)")
                }
            }
        }
        fixture.answer("product_payments free_plan")
        #expect(try await registrar.approve(request.id, by: "ann").state.client != nil)
        #expect(journal.entries.filter { $0 == "access_request_under_way" }.count == 2)
        #expect(!journal.entries.contains("ended"))
    }

    @Test("It cannot be ended while a client that was registered for it is in doubt")
    func inDoubt() async throws {
        let request = try await fixture.request()
        fixture.provider.fail(.timedOut(url: "u", after: .seconds(5)))
        #expect(await refusalCode { try await registrar.approve(request.id, by: "ann") } == "outcome_unknown")
        let client = try #require(try await registrar.clients().first)
        let refusal = await error { () async throws(RegistrationError) in try await registrar.withdraw(request.id) }
        #expect(
            refusal == .access(.requestUnderWay(id: request.id, client: client.id, state: "in_doubt")))
        try await registrar.forget(client.id)
        #expect(try await registrar.withdraw(request.id).state == .withdrawn)
    }

    @Test("Where another process ended it meanwhile, the client gets nothing of it")
    func otherProcess() async throws {
        let request = try await fixture.request()
        let other = Registrar(
            store: fixture.store,
            configuration: Registrar.Configuration(
                sealer: fixture.sealer, network: SingleNetwork(transport: fixture.provider, source: fixture.provider),
                scopes: { AccessFixture.catalogueScopes }))
        let (store, journal) = (fixture.store, fixture.journal)
        fixture.provider.whenAsked { asked in
            guard asked.method == "POST" else { return }
            // What the other process saw was older: the store alone decides.
            let current = try? await other.request(request.id)
            _ = try? await store.apply(
                .withdraw, toRequest: request.id, at: current?.version ?? 0, now: current?.updatedAt ?? 0)
            journal.note("withdrawn")
        }
        fixture.answer("product_payments free_plan")
        fixture.provider.answer(204)
        #expect(await refusalCode { try await registrar.approve(request.id, by: "ann") } == "client_conflict")
        #expect(fixture.provider.methods == ["POST", "DELETE"])
        #expect(try await registrar.clients().map(\.state) == [.deleted])
        #expect(try await registrar.request(request.id).state == .withdrawn)
    }

    @Test("One whose application is gone fails, and says that there is no such application")
    func applicationGone() async throws {
        let store = try FailingStore()
        let fixture = try await AccessFixture(store: store)
        let (registrar, application) = (fixture.registrar, fixture.application.id)
        let request = try await fixture.request()
        let later = try await registrar.requestAccess(
            application: application, product: "orders", plan: "orders_gold", startsAt: fixture.clock.unixSeconds + 100)
        #expect(try await registrar.approve(later.id, by: "ann").state == .approved)
        store.lose(application: application)
        let reason = RegistrationError.access(.applicationUnknown(id: application))

        #expect(
            await error { () async throws(RegistrationError) in try await registrar.approve(request.id, by: "ann") }
                == reason)
        #expect(try await registrar.request(request.id).state == .failed(reason: reason.description))
        fixture.clock.advance(by: .seconds(100))
        let findings = try await registrar.reconcile(comparing: false)
        #expect(findings.map(\.id) == [later.id])
        #expect(findings.map(\.outcome) == [.failed])
        #expect(try await registrar.request(later.id).state == .failed(reason: reason.description))
        #expect(try await registrar.reconcile(comparing: false).isEmpty)
        #expect(fixture.provider.methods.isEmpty)
    }
}
