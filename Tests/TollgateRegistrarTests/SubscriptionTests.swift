import Testing
import TollgateOutbound
import TollgateRegistrar
import TollgateTesting

@Suite("Subscriptions")
struct SubscriptionTests {
    @Test("An upgrade and a downgrade keep the client and change its scopes")
    func changePlan() async throws {
        let fixture = try await AccessFixture()
        let client = try await fixture.provisioned()
        let id = client.settings.subscriptions[0].id
        for plan in ["gold", "free"] {
            fixture.answer("product_payments \(plan)_plan", status: 200, secret: nil)
            let credential = try await fixture.registrar.changePlan(of: id, client: client.id, to: plan)
            #expect(credential.clientID == "c-1")
            #expect(fixture.provider.lastBody["scope"] == .string("product_payments \(plan)_plan"))
        }
        #expect(fixture.provider.methods == ["POST", "PUT", "PUT"])
        await #expect(throws: RegistrationError.access(.subscriptionUnknown(id: "x"))) {
            try await fixture.registrar.changePlan(of: "x", client: client.id, to: "gold")
        }
        #expect(
            await refusalCode {
                try await fixture.registrar.changePlan(of: id, client: client.id, to: "platinum")
            } == "plan_unknown")
    }

    @Test("A revoked product takes its scopes away, and the last one the client")
    func revocation() async throws {
        let fixture = try await AccessFixture()
        let client = try await fixture.provisioned()
        let second = try await fixture.request("orders", "orders_gold")
        fixture.answer("product_payments free_plan product_orders orders_gold", status: 200)
        _ = try await fixture.registrar.approve(second.id, by: "ann")
        fixture.answer("product_payments free_plan", status: 200)
        try await fixture.registrar.revoke(second.id, client: client.id)
        #expect(fixture.provider.lastBody["scope"] == .string("product_payments free_plan"))
        fixture.provider.answer(204)
        try await fixture.registrar.revoke(client.settings.subscriptions[0].id, client: client.id)
        #expect(fixture.provider.methods.last == "DELETE")
        #expect(try await fixture.registrar.client(client.id).state == .deleted)
        #expect(fixture.journal.entries.suffix(2) == ["deleting c-1", "deleted c-1"])
    }

    @Test("A subscription that begins later is fulfilled when it begins, and taken away when it ends")
    func dates() async throws {
        let fixture = try await AccessFixture()
        let start = fixture.clock.unixSeconds + 100
        let request = try await fixture.registrar.requestAccess(
            application: fixture.application.id, product: "payments", plan: "free", startsAt: start, endsAt: start + 50)
        #expect(try await fixture.registrar.approve(request.id, by: "ann").state == .approved)
        #expect(try await fixture.registrar.reconcile().isEmpty)
        #expect(fixture.provider.requests.isEmpty)

        fixture.clock.advance(by: .seconds(100))
        fixture.answer("product_payments free_plan")
        #expect(try await fixture.registrar.reconcile().map(\.outcome) == [.settled])
        #expect(try await fixture.registrar.request(request.id).state.client != nil)
        fixture.clock.advance(by: .seconds(50))
        fixture.provider.answer(204)
        #expect(try await fixture.registrar.reconcile(comparing: false).map(\.outcome) == [.settled])
        #expect(fixture.provider.methods == ["POST", "DELETE"])
    }

    @Test("Dates between which nothing lies are refused")
    func impossibleDates() async throws {
        let fixture = try await AccessFixture()
        let now = fixture.clock.unixSeconds
        for (start, end) in [(nil, now), (now + 10, now + 10), (nil, now - 1)] as [(Int64?, Int64)] {
            await #expect(throws: RegistrationError.access(.datesInvalid(startsAt: start, endsAt: end))) {
                try await fixture.registrar.requestAccess(
                    application: fixture.application.id, product: "payments", plan: "free", startsAt: start,
                    endsAt: end)
            }
        }
    }

    @Test("An application with a client cannot be deleted, and the answer names it; without, it goes with its requests")
    func deletionOfApplications() async throws {
        let fixture = try await AccessFixture()
        let client = try await fixture.provisioned()
        let id = fixture.application.id
        await #expect(throws: RegistrationError.access(.applicationInUse(id: id, clients: [client.id]))) {
            try await fixture.registrar.deleteApplication(id)
        }
        #expect(await refusalCode { try await fixture.registrar.deleteProvider("idp") } == "provider_in_use")
        fixture.provider.answer(204)
        try await fixture.registrar.delete(client.id)
        try await fixture.registrar.deleteApplication(id)
        #expect(try await fixture.registrar.requests().isEmpty)
    }

    @Test("Developers change their metadata, but none that decides what a client may do")
    func metadata() async throws {
        let fixture = try await AccessFixture()
        let client = try await fixture.provisioned()
        fixture.answer("product_payments free_plan", status: 200)
        _ = try await fixture.registrar.update(
            client.id, ClientChanges(metadata: ["logo_uri": .string("https://acme.example/logo.png")]))
        #expect(fixture.provider.lastBody["logo_uri"] == .string("https://acme.example/logo.png"))
        fixture.answer("product_payments free_plan", status: 200)
        _ = try await fixture.registrar.update(client.id, ClientChanges(metadata: [:]))
        #expect(fixture.provider.lastBody["logo_uri"] == nil)
        for name in ["scope", "software_id", "grant_types", "client_id", "token_endpoint_auth_method"] {
            #expect(
                await refusalCode {
                    try await fixture.registrar.update(client.id, ClientChanges(metadata: [name: .string("x")]))
                } == "request_invalid")
        }
        #expect(fixture.provider.methods == ["POST", "PUT", "PUT"])
    }
}
