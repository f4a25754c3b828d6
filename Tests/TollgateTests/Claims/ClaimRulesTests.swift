import Testing
import TollgateCatalogue
import TollgateTesting

@testable import Tollgate

@Suite("The claims of a verified token are read as the catalogue says")
struct ClaimRulesTests {
    @Test("An API's audiences narrow the issuer's")
    func narrowsAudiences() throws {
        var catalogue = TestCatalogue.payments()
        catalogue.issuers[0].audiences = .oneOf(["portal"])
        catalogue.apis[0].audiences = ["payments"]
        let test = try TestGate(catalogue, forge: try Forge.shared.get())
        func rejection(_ json: String) throws -> Rejection? {
            try test.rejection(test.forge.token(payload: TokenClaims().with("aud", json).json))
        }
        #expect(try rejection("[\"portal\",\"payments\"]") == nil)
        #expect(try rejection("\"payments\"") == .audienceMismatch)
        #expect(try rejection("\"portal\"") == .audienceMismatch)
    }

    @Test("A denied client's unexpired token is refused, and accepted again when it is taken off the list")
    func refusesDeniedClients() throws {
        let test = try TestGate(forge: try Forge.shared.get())
        let token = test.forge.token(payload: TokenClaims().json)
        test.gate.deniedClients.deny(issuer: TestCatalogue.issuer, client: "client-1")
        #expect(try test.rejection(token) == .clientRevoked)
        test.gate.deniedClients.allow(issuer: TestCatalogue.issuer, client: "client-1")
        #expect(try test.rejection(token) == nil)
    }

    @Test("A scope claim is found by its literal name first and by its dotted path second")
    func findsClaimsByPath() throws {
        var catalogue = TestCatalogue.payments()
        catalogue.issuers[0].scopeClaims = ["https://ex.com/scopes", "access.scopes"]
        let test = try TestGate(catalogue, forge: try Forge.shared.get())
        func rejection(_ name: String, _ json: String) throws -> Rejection? {
            try test.rejection(test.forge.token(payload: TokenClaims().with(name, json).json))
        }
        let scopes = "\"product_payments free_plan\""
        #expect(try rejection("https://ex.com/scopes", scopes) == nil)
        #expect(try rejection("access", "{\"other\":1,\"scopes\":\(scopes)}") == nil)
        #expect(try rejection("access.scopes", scopes) == nil)
        #expect(try rejection("access", "{\"other\":1}") == .scopeInsufficient)
        #expect(try rejection("access", "\"x\"") == .scopeInsufficient)
    }
}
