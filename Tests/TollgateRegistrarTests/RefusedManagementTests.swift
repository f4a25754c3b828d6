import Testing
import TollgateOutbound
import TollgateSQLite
import TollgateTesting

@testable import TollgateRegistrar

/// spring-authorization-server 1375: one 401 that comes from a fault of the moment.
@Suite("A provider that does not let a client be managed")
struct RefusedManagementTests {
    private let fixture: AccessFixture
    private var registrar: Registrar { fixture.registrar }

    init() async throws {
        fixture = try await AccessFixture(automatic: true)
    }

    private func client() async throws -> ClientRecord { try #require(try await fixture.store.clients().first) }

    private func status() async throws -> ClientStatus.State? {
        ClientStatus(of: try await client(), scopes: AccessFixture.catalogueScopes)?.state
    }

    @Test("One refusal changes nothing, and who asks again gets what was asked for")
    func once() async throws {
        let first = try await fixture.provisioned()
        let last = try await registrar.lastChange()
        fixture.provider.answer(401, #"{"error":"invalid_token"}"#)
        let refused = try await fixture.request("orders", "orders_gold")
        #expect(refused.state == .approved)
        let doubtful = try await client()
        #expect(doubtful.state == .active)
        #expect(doubtful.settings == first.settings)
        #expect(doubtful.registration == first.registration)
        #expect(
            doubtful.refusals
                == ManagementRefusals(count: 0, since: fixture.clock.unixSeconds, lastAt: fixture.clock.unixSeconds))
        #expect(try await registrar.lastChange() == last)
        #expect(try await status() == .active)
        fixture.answer("product_payments free_plan product_orders orders_gold", status: 200, secret: nil)
        let again = try await fixture.request("orders", "orders_gold")
        #expect(again.id == refused.id)
        #expect(again.state == .fulfilled(client: first.id))
        #expect(try await client().refusals == nil)
        #expect(try await client().settings.subscriptions.map(\.product) == ["payments", "orders"])
    }

    @Test("A reconciliation waits, reads the client, brings it back, and carries out what was approved")
    func reconciled() async throws {
        _ = try await fixture.provisioned()
        fixture.provider.answer(401)
        let refused = try await fixture.request("orders", "orders_gold")
        fixture.provider.answer(401)
        let asked = fixture.provider.methods.count
        let early = try await registrar.reconcile()
        // The client is left alone; the approved request is tried.
        #expect(early.first?.outcome == .needsAttention)
        #expect(early.first?.detail.contains("asked again from") == true)
        #expect(fixture.provider.methods.dropFirst(asked) == ["PUT"])
        fixture.clock.advance(by: .seconds(31))
        fixture.answer("product_payments free_plan", status: 200, secret: nil)
        fixture.answer("product_payments free_plan product_orders orders_gold", status: 200, secret: nil)
        let findings = try await registrar.reconcile()
        #expect(findings.map(\.outcome) == [.settled, .settled])
        #expect(findings.first?.detail == "the provider lets it be managed again")
        #expect(fixture.provider.methods.dropFirst(asked) == ["PUT", "GET", "PUT"])
        #expect(try await registrar.request(refused.id).state.name == "fulfilled")
    }

    @Test("It is lost only after the provider has refused three times within at least an hour, and is suspended then")
    func lost() async throws {
        _ = try await fixture.provisioned()
        let began = fixture.clock.unixSeconds
        fixture.provider.whenAsked { [provider = fixture.provider] _ in provider.answer(401) }
        #expect(
            await refusalCode {
                try await registrar.update(try await client().id, ClientChanges(plan: "gold"))
            } == "registration_refused")
        var reads = 0
        while try await client().state == .active, fixture.clock.unixSeconds - began < 86_400 {
            #expect(try await status() == .active)
            fixture.clock.advance(by: .seconds(10))
            let before = fixture.provider.methods.count
            #expect(try await registrar.reconcile(comparing: false).map(\.outcome) == [.needsAttention])
            reads += fixture.provider.methods.count - before
        }
        #expect(try await client().state.name == "lost")
        #expect(try await client().state.reason?.contains("answered 401") == true)
        #expect(try await status() == .suspended)
        #expect(fixture.clock.unixSeconds - began >= 3600)
        #expect(fixture.clock.unixSeconds - began < 6000)
        // 30 s, 60 s, 120 s … and then every third of the hour.
        #expect((5...10).contains(reads))
        #expect(fixture.provider.methods.dropFirst(2).allSatisfy { $0 == "GET" })
    }

    @Test("Many refusals within the span, and few over a long time, lose nothing")
    func neitherAlone() throws {
        let rule = LossRule()
        #expect(!rule.isLost(after: ManagementRefusals(count: 50, since: 0, lastAt: 0), at: 3599))
        #expect(!rule.isLost(after: ManagementRefusals(count: 2, since: 0, lastAt: 0), at: 1_000_000))
        #expect(rule.isLost(after: ManagementRefusals(count: 3, since: 0, lastAt: 0), at: 3600))
        #expect(rule.nextAttempt(after: ManagementRefusals(count: 0, since: 0, lastAt: 7)) == 37)
        #expect(rule.nextAttempt(after: ManagementRefusals(count: 2, since: 0, lastAt: 7)) == 127)
        for count in [10, 63, 64, .max] {
            #expect(rule.nextAttempt(after: ManagementRefusals(count: count, since: 0, lastAt: 7)) == 1207)
        }
        let long = LossRule(refusals: 1, spanSeconds: .max)
        #expect(long.nextAttempt(after: ManagementRefusals(count: .max, since: .min, lastAt: .max)) == .max)
        #expect(long.isLost(after: ManagementRefusals(count: 1, since: .min, lastAt: 0), at: .max))
    }

    @Test("The operator says how often and how long", arguments: [(1, 0, 1), (2, 60, 3)])
    func rule(refusals: Int, span: Int64, reads: Int) async throws {
        let fixture = try RegistrarFixture()
        let credential = try await fixture.registered()
        let registrar = Registrar(
            store: fixture.store,
            configuration: Registrar.Configuration(
                sealer: fixture.sealer, network: SingleNetwork(transport: fixture.provider, source: fixture.provider),
                scopes: { RegistrarFixture.catalogueScopes }, now: { [clock = fixture.clock] in clock.unixSeconds },
                lossRule: LossRule(refusals: refusals, spanSeconds: span)))
        for read in 1...reads {
            #expect(try await registrar.client(credential.recordID).state == .active)
            fixture.provider.answer(401)
            _ = try await registrar.reconcile()
            #expect(fixture.provider.methods.count == 1 + read)
            fixture.clock.advance(by: .seconds(31))
        }
        #expect(try await registrar.client(credential.recordID).state.name == "lost")
    }

    @Test(
        "What a change, a rotation, a renewal of the token or a look is refused with leaves the client as it was",
        arguments: [401, 403, 404], ["update", "rotate", "read"])
    func everyOperation(status: Int, operation: String) async throws {
        let fixture = try RegistrarFixture()
        let first = try await fixture.registered(driver: .glewlwyd)
        let before = try #require(try await fixture.record())
        fixture.provider.answer(status)
        switch operation {
        case "update":
            #expect(
                await refusalCode {
                    try await fixture.registrar.update(first.recordID, ClientChanges(plan: "gold"))
                } == "registration_refused")
        case "rotate":
            #expect(
                await refusalCode { try await fixture.registrar.rotateSecret(first.recordID) } == "registration_refused"
            )
        default: _ = try await fixture.registrar.reconcile()
        }
        let record = try #require(try await fixture.record())
        #expect(fixture.provider.methods.count == 2)
        #expect(record.state == .active)
        #expect(record.settings == before.settings)
        #expect(record.registration == before.registration)
        #expect(record.refusals?.count == (operation == "read" ? 1 : 0))
        _ = try await fixture.registrar.revealSecret(first.recordID)
    }

    @Test("A client in doubt stays in doubt while its provider refuses, and comes back when it does not")
    func doubtful() async throws {
        let fixture = try RegistrarFixture()
        let first = try await fixture.registered()
        fixture.provider.answer(503)
        #expect(
            await refusalCode {
                try await fixture.registrar.update(first.recordID, ClientChanges(plan: "gold"))
            } == "outcome_unknown")
        fixture.provider.answer(401)
        #expect(try await fixture.registrar.reconcile().map(\.outcome) == [.needsAttention])
        #expect(try await fixture.record()?.state.name == "in_doubt")
        #expect(try await fixture.record()?.intent?.subscriptions.map(\.plan) == ["gold"])
        #expect(try await fixture.registrar.reconcile().map(\.outcome) == [.needsAttention])
        fixture.clock.advance(by: .seconds(61))
        fixture.provider.answer(
            200, RegistrarFixture.accepted.replacing("free_plan", with: "gold_plan"))
        #expect(try await fixture.registrar.reconcile().map(\.outcome) == [.settled])
        #expect(try await fixture.record()?.state == .active)
        #expect(try await fixture.record()?.refusals == nil)
    }

    @Test("A withdrawn client whose deletion is refused is deleted later, and until then is nobody's to use")
    func compensation() async throws {
        let fixture = try RegistrarFixture()
        try await fixture.addProvider()
        fixture.provider.answer(201, RegistrarFixture.accepted.replacing(" free_plan", with: ""))
        fixture.provider.answer(401)
        #expect(await refusalCode { try await fixture.register() } == "registration_narrowed")
        #expect(try await fixture.record()?.state == .deleting)
        #expect(try await fixture.registrar.reconcile().map(\.outcome) == [.needsAttention])
        fixture.clock.advance(by: .seconds(61))
        fixture.provider.answer(204)
        #expect(try await fixture.registrar.reconcile().map(\.outcome) == [.settled])
        #expect(fixture.provider.methods == ["POST", "DELETE", "DELETE"])
    }

    @Test("A look that is answered with some other document changes nothing")
    func otherDocument() async throws {
        let fixture = try RegistrarFixture()
        _ = try await fixture.registered()
        let before = try #require(try await fixture.record())
        fixture.provider.answer(200, #"{"issuer":"https://idp.example","jwks_uri":"https://idp.example/keys"}"#)
        #expect(try await fixture.registrar.reconcile().map(\.outcome) == [.failed])
        let record = try #require(try await fixture.record())
        #expect(record.state == .active)
        #expect(record.registration == before.registration)
    }
}
