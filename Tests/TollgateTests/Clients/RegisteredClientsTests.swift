import Testing
import Tollgate
import TollgateCatalogue
import TollgateTesting

@Suite("Where only registered clients are admitted, their grants count and not what a token claims")
struct RegisteredClientsTests {
    private static let client = ClientIdentity(issuer: TestCatalogue.issuer, clientID: "client-1")
    private static let freePlan = ScopeWindow(["product_payments", "free_plan"])

    private var registered: RegisteredClients { test.gate.registeredClients }
    private let test: TestGate
    private let token: String

    init() throws {
        var catalogue = TestCatalogue.payments()
        catalogue.apis[0].clients = .registered
        catalogue.policies.append(
            Policy(name: "gold-limits", limits: Limits(rate: .limited(requests: 100, seconds: 1))))
        catalogue.plans.append(Plan(id: "gold", displayName: "Gold", scopes: ["gold_plan"], policies: ["gold-limits"]))
        test = try TestGate(catalogue, forge: try TokenForge.shared.get())
        token = test.forge.token(
            payload: TokenClaims().with("scope", "\"product_payments free_plan gold_plan\"").json)
    }

    /// The policy that decides the client's rate now.
    private func planPolicy() throws -> String? {
        guard case .admit(let pass) = try test.decide(token) else { return nil }
        return pass.limits.rate?.policy
    }

    @Test("Before the list is loaded nobody is admitted, and clients may try again")
    func needsAList() throws {
        #expect(try test.rejection(token) == .grantsUnavailable)
        registered.set([Self.freePlan], for: Self.client)
        #expect(try test.rejection(token) == .grantsUnavailable)
        #expect(!registered.isLoaded)
        registered.replaceAll(with: [:])
        #expect(try test.rejection(token) == .clientUnknown)
    }

    @Test("A scope that the issuer put into a token, but nobody granted to its client, brings nothing")
    func intersectsScopes() throws {
        registered.replaceAll(with: [Self.client: [Self.freePlan]])
        #expect(try planPolicy() == "free-limits")
        registered.replaceAll(with: [Self.client: [ScopeWindow(["gold_plan"])]])
        #expect(try test.rejection(token) == .scopeInsufficient)
        registered.replaceAll(with: [Self.client: [ScopeWindow(["product_payments"])]])
        #expect(try test.rejection(token) == .planMissing)
    }

    @Test("A scope that was granted, but is not in the token, brings nothing either")
    func asksTheToken() throws {
        registered.replaceAll(with: [Self.client: [ScopeWindow(["product_payments", "free_plan", "gold_plan"])]])
        let modest = test.forge.token(payload: TokenClaims().with("scope", "\"product_payments\"").json)
        #expect(try test.rejection(modest) == .planMissing)
    }

    @Test("An upgrade, a downgrade and the end of a registration count at once, also for a token that was seen")
    func noticesChanges() throws {
        registered.replaceAll(with: [Self.client: [Self.freePlan]])
        #expect(try planPolicy() == "free-limits")
        registered.set([ScopeWindow(["product_payments", "gold_plan"])], for: Self.client)
        #expect(try planPolicy() == "gold-limits")
        registered.set([Self.freePlan], for: Self.client)
        #expect(try planPolicy() == "free-limits")
        registered.remove(Self.client)
        #expect(try test.rejection(token) == .clientUnknown)
        registered.set([Self.freePlan], for: Self.client)
        #expect(try test.rejection(token) == nil)
    }

    @Test("A subscription counts from its first second to the one before its end")
    func keepsDates() throws {
        let now = test.clock.instant.unixSeconds
        registered.replaceAll(with: [
            Self.client: [
                ScopeWindow(["product_payments", "free_plan"], endsAt: now + 20),
                ScopeWindow(["product_payments", "gold_plan"], startsAt: now + 10, endsAt: now + 30),
            ]
        ])
        #expect(try planPolicy() == "free-limits")
        test.clock.advance(by: .seconds(9))
        #expect(try planPolicy() == "free-limits")
        test.clock.advance(by: .seconds(1))
        #expect(try planPolicy() == "gold-limits")
        test.clock.advance(by: .seconds(10))
        #expect(try planPolicy() == "gold-limits")
        test.clock.advance(by: .seconds(9))
        #expect(try planPolicy() == "gold-limits")
        test.clock.advance(by: .seconds(1))
        #expect(try test.rejection(token) == .scopeInsufficient)
    }

    @Test("A list that says the same as before leaves what is known of its clients in place")
    func keepsWhatStays() throws {
        registered.replaceAll(with: [Self.client: [Self.freePlan]])
        for _ in 0..<3 { #expect(try test.rejection(token) == nil) }
        let hits = test.gate.tokenCacheStatistics.hits
        registered.replaceAll(with: [Self.client: [Self.freePlan]])
        for _ in 0..<2 { #expect(try test.rejection(token) == nil) }
        #expect(test.gate.tokenCacheStatistics.hits == hits + 2)
        #expect(registered.count == 1)
    }

    @Test("A client of the same name at another issuer, or spelt with other bytes, is another client")
    func comparesExactly() throws {
        registered.replaceAll(with: [
            ClientIdentity(issuer: "https://other.example", clientID: "client-1"): [Self.freePlan],
            ClientIdentity(issuer: TestCatalogue.issuer, clientID: "Client-1"): [Self.freePlan],
        ])
        #expect(try test.rejection(token) == .clientUnknown)
    }

    @Test("A denied client stays denied, whatever it was granted")
    func deniesFirst() throws {
        registered.replaceAll(with: [Self.client: [Self.freePlan]])
        test.gate.deniedClients.deny(issuer: Self.client.issuer, client: Self.client.clientID)
        #expect(try test.rejection(token) == .clientRevoked)
    }

    @Test("An API for any client does not look at the list")
    func leavesOthersAlone() throws {
        let test = try TestGate(forge: try TokenForge.shared.get())
        #expect(try test.rejection(test.forge.token(payload: TokenClaims().json)) == nil)
    }

    @Test("Without a registrar, every client can be taken for registered, and the explanation says so")
    func takesEverybody() throws {
        let gate = Gate(catalogue: test.gate.catalogue, registeredClients: .everyClient())
        let path = try RequestPath(target: "/payment-api/get")
        let request = GateRequest(api: try #require(gate.catalogue.api(for: path)), method: "GET", path: path)
        let explanation = gate.explain(
            scopes: ["product_payments", "gold_plan"], client: "client-9", request, at: test.clock.instant)
        #expect(explanation.rejection == nil)
        #expect(explanation.grant?.rate?.policy == "gold-limits")
        #expect(explanation.steps.first?.detail.contains("the registrar was not asked") == true)
    }

    @Test("An explanation names the scopes that were withheld")
    func explains() throws {
        registered.replaceAll(with: [Self.client: [Self.freePlan]])
        let path = try RequestPath(target: "/payment-api/get")
        let request = GateRequest(api: try #require(test.gate.catalogue.api(for: path)), method: "GET", path: path)
        let credential = BearerCredential(token: Substring(token))
        let explanation = test.gate.explain(credential, request, at: test.clock.instant).explanation
        #expect(explanation.rejection == nil)
        #expect(explanation.withheldScopes == ["gold_plan"])
        #expect(explanation.scopes.map(\.scope) == ["product_payments", "free_plan"])
    }
}
