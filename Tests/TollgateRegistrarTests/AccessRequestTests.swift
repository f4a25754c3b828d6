import Testing
import TollgateCatalogue
import TollgateOutbound
import TollgateRegistrar
import TollgateTesting

@Suite("Asking for access")
struct AccessRequestTests {
    @Test("An approval registers a client with exactly the scopes of the product and the plan")
    func approval() async throws {
        let fixture = try await AccessFixture()
        let request = try await fixture.request()
        #expect(request.state == .pending)
        #expect(fixture.provider.requests.isEmpty)
        fixture.answer("product_payments free_plan")
        let approved = try await fixture.registrar.approve(request.id, by: "ann")
        #expect(approved.decidedBy == "ann")
        #expect(fixture.provider.lastBody["scope"] == .string("product_payments free_plan"))
        #expect(fixture.provider.lastBody["client_name"] == .string("Acme"))
        let client = try await fixture.registrar.client(try #require(approved.state.client))
        #expect(client.state == .active)
        #expect(client.settings.applicationID == fixture.application.id)
        #expect(client.settings.subscriptions.map(\.id) == [request.id])
        #expect(try await fixture.registrar.approve(request.id, by: "bob") == approved)
        #expect(fixture.provider.methods == ["POST"])
    }

    @Test("A provider that is down at an approval leaves nothing in doubt: approving again registers the client")
    func providerDown() async throws {
        let fixture = try await AccessFixture()
        let request = try await fixture.request()
        let discoveries = fixture.provider.discoveries
        fixture.provider.fail(.notConnected(url: StubProvider.registrationEndpoint, reason: "connection refused"))
        do {
            _ = try await fixture.registrar.approve(request.id, by: "ann")
            Issue.record("a client was registered at a provider that is down")
        } catch {
            #expect(error.code == "request_not_sent")
        }
        #expect(try await fixture.registrar.request(request.id).state == .approved)
        #expect(try await fixture.registrar.clients().isEmpty)
        fixture.answer("product_payments free_plan")
        let approved = try await fixture.registrar.approve(request.id, by: "ann")
        #expect(fixture.provider.discoveries > discoveries)
        #expect(try await fixture.registrar.client(try #require(approved.state.client)).state == .active)
    }

    @Test("A rejection has a reason, is final, and nothing is registered")
    func rejection() async throws {
        let fixture = try await AccessFixture()
        let request = try await fixture.request()
        #expect(
            await refusalCode {
                try await fixture.registrar.reject(request.id, by: "ann", reason: "")
            } == "request_invalid")
        let rejected = try await fixture.registrar.reject(request.id, by: "ann", reason: "not for resale")
        #expect(rejected.state == .rejected(reason: "not for resale"))
        await #expect(
            throws: RegistrationError.access(
                .requestTransitionRefused(id: request.id, state: "rejected", transition: "approve"))
        ) { try await fixture.registrar.approve(request.id, by: "ann") }
        #expect(fixture.provider.requests.isEmpty)
        #expect(try await fixture.request().state == .pending)
    }

    @Test("A second product goes to the client that the application has, with the scopes of both")
    func secondProduct() async throws {
        let fixture = try await AccessFixture()
        let client = try await fixture.provisioned()
        let request = try await fixture.request("orders", "orders_gold")
        fixture.answer("product_payments free_plan product_orders orders_gold", status: 200)
        let fulfilled = try await fixture.registrar.approve(request.id, by: "ann")
        #expect(fulfilled.state.client == client.id)
        #expect(fixture.provider.methods == ["POST", "PUT"])
        #expect(
            fixture.provider.lastBody["scope"] == .string("product_payments free_plan product_orders orders_gold"))
        #expect(try await fixture.registrar.client(client.id).settings.subscriptions.count == 2)
    }

    @Test("The same product on another plan is an upgrade of the client that there is")
    func upgradeByRequest() async throws {
        let fixture = try await AccessFixture()
        let client = try await fixture.provisioned()
        let request = try await fixture.request("payments", "gold")
        fixture.answer("product_payments gold_plan", status: 200)
        let fulfilled = try await fixture.registrar.approve(request.id, by: "ann")
        #expect(fulfilled.state.client == client.id)
        #expect(try await fixture.registrar.client(client.id).settings.subscriptions.map(\.plan) == ["gold"])
    }

    @Test("Two plans that are bound to no product are refused on one credential, before an admin has to look")
    func twoUnboundPlans() async throws {
        let fixture = try await AccessFixture()
        _ = try await fixture.provisioned()
        await #expect(throws: RegistrationError.access(.plansConflict(["free", "gold"]))) {
            try await fixture.request("orders", "gold")
        }
        await #expect(
            throws: RegistrationError.access(
                .planNotForProduct(plan: "orders_gold", product: "payments", products: ["orders"]))
        ) { try await fixture.request("payments", "orders_gold") }
        #expect(try await fixture.registrar.requests().count == 1)
    }

    @Test("What is not offered is refused by name")
    func notOffered() async throws {
        let fixture = try await AccessFixture()
        let id = fixture.application.id
        let registrar = fixture.registrar
        await #expect(throws: RegistrationError.access(.productNotOffered("secret"))) {
            try await fixture.request("secret")
        }
        await #expect(
            throws: RegistrationError.access(
                .clientTypeNotOffered("spa", product: "payments", offered: ["backend", "web"]))
        ) { try await registrar.requestAccess(application: id, product: "payments", plan: "free", clientType: "spa") }
        await #expect(throws: RegistrationError.access(.applicationUnknown(id: "x"))) {
            try await registrar.requestAccess(application: "x", product: "payments", plan: "free")
        }
        #expect(
            await refusalCode {
                try await registrar.requestAccess(application: id, product: "payments", plan: "free", clientType: "web")
            } == "request_invalid")
        #expect(
            await refusalCode {
                try await registrar.offer(ProductOffer(product: "payments", provider: "idp", clientTypes: ["spa"]))
            } == "request_invalid")
        await #expect(throws: RegistrationError.productUnknown("pay", known: ["orders", "payments", "secret"])) {
            try await registrar.offer(ProductOffer(product: "pay", provider: "idp"))
        }
    }

    @Test("A product that approves automatically gives the client at once")
    func automatic() async throws {
        let fixture = try await AccessFixture(automatic: true)
        fixture.answer("product_payments free_plan")
        #expect(try await fixture.request().state.client != nil)
    }

    @Test("A provider that says no fails the request, which can be approved again")
    func refusedByProvider() async throws {
        let fixture = try await AccessFixture()
        let request = try await fixture.request()
        fixture.provider.answer(400, #"{"error":"invalid_client_metadata"}"#)
        #expect(
            await refusalCode { try await fixture.registrar.approve(request.id, by: "ann") } == "registration_refused")
        #expect(try await fixture.registrar.request(request.id).state.name == "failed")
        fixture.answer("product_payments free_plan")
        #expect(try await fixture.registrar.approve(request.id, by: "ann").state.client != nil)
    }

    @Test("An unanswered registration is not repeated by a second approval, until somebody has looked")
    func unanswered() async throws {
        let fixture = try await AccessFixture()
        let request = try await fixture.request()
        fixture.provider.fail(.timedOut(url: "u", after: .seconds(5)))
        #expect(await refusalCode { try await fixture.registrar.approve(request.id, by: "ann") } == "outcome_unknown")
        #expect(try await fixture.registrar.request(request.id).state == .approved)
        fixture.clock.advance(by: .seconds(121))
        #expect(await refusalCode { try await fixture.registrar.approve(request.id, by: "ann") } == "client_in_the_way")
        #expect(fixture.provider.methods == ["POST"])
        let record = try #require(try await fixture.registrar.clients().first)
        try await fixture.registrar.forget(record.id)
    }

    @Test("A thousand approvals at once make one client")
    func thousandApprovals() async throws {
        let fixture = try await AccessFixture()
        let request = try await fixture.request()
        fixture.answer("product_payments free_plan")
        let registrar = fixture.registrar
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<1_000 {
                group.addTask { _ = try? await registrar.approve(request.id, by: "admin \(number)") }
            }
        }
        #expect(fixture.provider.methods == ["POST"])
        #expect(try await registrar.clients().count == 1)
        #expect(try await registrar.request(request.id).state.client != nil)
    }

    @Test("A thousand requests of one application at once, for two products, make one client")
    func thousandRequests() async throws {
        let fixture = try await AccessFixture(automatic: true)
        for _ in 0..<2 { fixture.answer("product_payments free_plan product_orders", status: 200) }
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<1_000 {
                group.addTask { _ = try? await fixture.request(number.isMultiple(of: 2) ? "payments" : "orders") }
            }
        }
        #expect(fixture.provider.methods.filter { $0 == "POST" }.count == 1)
        #expect(try await fixture.registrar.clients().count == 1)
        _ = try await fixture.registrar.reconcile(comparing: false)
        let client = try #require(try await fixture.registrar.clients().first)
        #expect(Set(client.settings.subscriptions.map(\.product)) == ["payments", "orders"])
    }

    @Test("A developer can take a request back that nobody has decided")
    func withdrawal() async throws {
        let fixture = try await AccessFixture()
        let request = try await fixture.request()
        #expect(try await fixture.registrar.withdraw(request.id).state == .withdrawn)
        #expect(
            await refusalCode { try await fixture.registrar.approve(request.id, by: "ann") } == "access_request_decided"
        )
    }
}
