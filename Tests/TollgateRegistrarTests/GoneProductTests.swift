import Synchronization
import Testing
import TollgateCatalogue
import TollgateOutbound
import TollgateRegistrar
import TollgateSQLite
import TollgateTesting

@Suite("A product or a plan that has gone from the catalogue")
struct GoneProductTests {
    private let fixture: AccessFixture
    private let registrar: Registrar
    private let catalogue = Catalogue()

    /// A catalogue that changes.
    private final class Catalogue: Sendable {
        private let value = Mutex(AccessFixture.catalogueScopes)
        var scopes: CatalogueScopes { value.withLock { $0 } }
        func edit(_ body: @Sendable (inout CatalogueScopes) -> Void) { value.withLock { body(&$0) } }
    }

    init() async throws {
        fixture = try await AccessFixture()
        let (fixture, catalogue) = (self.fixture, self.catalogue)
        registrar = Registrar(
            store: fixture.store,
            configuration: Registrar.Configuration(
                sealer: fixture.sealer, network: SingleNetwork(transport: fixture.provider, source: fixture.provider),
                scopes: { catalogue.scopes }, clientTypes: [.backend, AccessFixture.web],
                now: { fixture.clock.unixSeconds }))
    }

    /// A client with payments on the free plan and orders on its gold plan.
    private func client() async throws -> ClientRecord {
        let client = try await fixture.provisioned()
        let second = try await fixture.request("orders", "orders_gold")
        fixture.answer("product_payments free_plan product_orders orders_gold", status: 200)
        _ = try await fixture.registrar.approve(second.id, by: "ann")
        return try await registrar.client(client.id)
    }

    @Test("Its subscriptions give nothing, the client's others go on, and the finding says so in the same words")
    func others() async throws {
        let client = try await client()
        catalogue.edit {
            $0.productScopes["orders"] = nil
            $0.planScopes["free"] = ["free_plan", "free_extra"]
        }
        fixture.answer("product_payments free_plan free_extra", status: 200)
        let first = try await registrar.reconcile(comparing: false)
        #expect(first.map(\.outcome) == [.settled])
        #expect(first.first?.detail.contains("granted nothing for the product `orders`") == true)
        #expect(fixture.provider.lastBody["scope"] == .string("product_payments free_plan free_extra"))
        #expect(try await registrar.client(client.id).settings.subscriptions.count == 2)

        let second = try await registrar.reconcile(comparing: false)
        #expect(second.map(\.outcome) == [.needsAttention])
        #expect(try await registrar.reconcile(comparing: false) == second)

        catalogue.edit { $0.productScopes["orders"] = ["product_orders"] }
        fixture.answer("product_payments free_plan free_extra product_orders orders_gold", status: 200)
        #expect(try await registrar.reconcile(comparing: false).map(\.outcome) == [.settled])
        #expect(try await registrar.reconcile(comparing: false).isEmpty)
    }

    @Test("What is left of the client can be changed, asked for and taken away; what is gone cannot be newly had")
    func changes() async throws {
        let client = try await client()
        catalogue.edit { $0.planScopes["orders_gold"] = nil }
        let (payments, orders) = (client.settings.subscriptions[0].id, client.settings.subscriptions[1].id)
        fixture.answer("product_payments gold_plan", status: 200)
        try await registrar.changePlan(of: payments, client: client.id, to: "gold")
        #expect(fixture.provider.lastBody["scope"] == .string("product_payments gold_plan"))
        let request = try await registrar.requestAccess(
            application: fixture.application.id, product: "payments", plan: "free")
        #expect(request.state == .pending)
        await #expect(throws: RegistrationError.planUnknown("orders_gold", known: ["free", "gold"])) {
            try await registrar.changePlan(of: payments, client: client.id, to: "orders_gold")
        }
        fixture.answer("product_payments gold_plan", status: 200)
        try await registrar.revoke(orders, client: client.id)
        #expect(try await registrar.reconcile(comparing: false).isEmpty)
    }

    @Test("A client of which nothing is left keeps its scopes at the provider, which might give it others")
    func nothingLeft() async throws {
        let client = try await fixture.provisioned()
        catalogue.edit { $0.productScopes["payments"] = nil }
        #expect(try await registrar.reconcile(comparing: false).map(\.outcome) == [.needsAttention])
        #expect(fixture.provider.methods == ["POST"])
        let record = try await registrar.client(client.id)
        #expect(ClientStatus(of: record, scopes: catalogue.scopes)?.windows.isEmpty == true)
        fixture.answer("product_payments free_plan", status: 200)
        _ = try await registrar.update(client.id, ClientChanges(application: "Acme Ltd"))
        #expect(fixture.provider.lastBody["scope"] == .string("product_payments free_plan"))
    }
}
