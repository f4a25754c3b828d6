import Testing
import Tollgate
import TollgateCatalogue
import TollgateTesting

@Suite("Claims can be decided about without their token")
struct GateReplayTests {
    private func rejection(
        _ claims: Claims, path: String = "/payment-api/get", change: (inout Catalogue) -> Void = { _ in }
    ) throws -> Rejection? {
        var catalogue = TestCatalogue.payments()
        change(&catalogue)
        let test = try TestGate(catalogue, forge: try Forge.shared.get(), hasKeys: false)
        let path = try RequestPath(target: path)
        let request = GateRequest(api: try #require(test.gate.catalogue.api(for: path)), method: "GET", path: path)
        if case .reject(let rejection, _) = test.gate.decide(claims: claims, request, at: test.clock.instant) {
            return rejection
        }
        return nil
    }

    private func claims(
        _ scopes: String = "product_payments free_plan", issuer: String = TestCatalogue.issuer,
        audience: [String]? = nil
    ) -> Claims {
        Claims(
            issuer: issuer, clientID: "c", audience: audience, scopes: scopes.split(separator: " ").map(String.init))
    }

    @Test("They meet the checks of the request path, but for signature, type and lifetime")
    func checks() throws {
        #expect(try rejection(claims()) == nil)
        #expect(try rejection(claims()) { $0.issuers[0].maximumTokenLifetimeSeconds = 1 } == nil)
        #expect(try rejection(claims()) { $0.issuers[0].tokenTypes = ["at+jwt"] } == nil)
        #expect(try rejection(claims(issuer: "https://x.example")) == .issuerUnknown)
        #expect(try rejection(claims("free_plan")) == .scopeInsufficient)
        #expect(try rejection(claims(), path: "/payment-api/x") == .accessDenied)
        #expect(try rejection(claims("product_payments")) == .planMissing)
        func narrowed(_ audience: [String]?) throws -> Rejection? {
            try rejection(claims(audience: audience)) { $0.apis[0].audiences = ["payments"] }
        }
        #expect(try narrowed(nil) == .claimMissing)
        #expect(try narrowed(["orders"]) == .audienceMismatch)
        #expect(try narrowed(["orders", "payments"]) == nil)
    }

    @Test("They are charged to the client's limits")
    func charges() throws {
        let test = try TestGate(forge: try Forge.shared.get(), hasKeys: false)
        let path = try RequestPath(target: "/payment-api/get")
        let request = GateRequest(api: try #require(test.gate.catalogue.api(for: path)), method: "GET", path: path)
        let admitted = (0..<10).count { _ in
            if case .admit = test.gate.decide(claims: claims(), request, at: test.clock.instant) { true } else { false }
        }
        #expect(admitted == 5)
    }

    @Test("The token of a credential is found again, remembered or not, and only if it verifies")
    func findsTokens() throws {
        let test = try TestGate(forge: try Forge.shared.get())
        let path = try RequestPath(target: "/payment-api/get")
        let request = GateRequest(api: try #require(test.gate.catalogue.api(for: path)), method: "GET", path: path)
        let credential = BearerCredential(token: Substring(test.forge.token(payload: TokenClaims().json)))
        for _ in 0..<2 {
            let token = test.gate.verifiedToken(of: credential, for: request, at: test.clock.instant)
            #expect(token?.claims.clientID == "client-1")
            _ = test.gate.decide(credential, request, at: test.clock.instant)
        }
        let other = BearerCredential(token: "x.y.z")
        #expect(test.gate.verifiedToken(of: other, for: request, at: test.clock.instant) == nil)
    }
}
