import Testing
import TollgateCatalogue
import TollgateTesting

@testable import Tollgate

@Suite("The claims of a verified token are checked one by one")
struct ClaimRulesTests {
    struct Row: CustomTestStringConvertible, Sendable {
        let expected: Rejection?
        let claim: String
        let json: String?
        var testDescription: String { "\(claim): \(json ?? "absent") → \(expected?.code ?? "admitted")" }

        init(_ claim: String, _ json: String?, _ expected: Rejection?) {
            self.claim = claim
            self.json = json
            self.expected = expected
        }
    }

    @Test(
        "Each claim is refused for its own reason, and accepted at the edge of what is allowed",
        arguments: [
            Row("exp", "1700000000", nil), Row("exp", "1699999941", nil), Row("exp", "1699999940", .tokenExpired),
            Row("exp", "1699999940.9", .tokenExpired), Row("exp", "1.7000003e9", nil),
            Row("exp", nil, .claimMissing), Row("exp", "\"1700000300\"", .claimsMalformed),
            Row("exp", "null", .claimsMalformed), Row("exp", "-1", .claimsMalformed),
            Row("exp", "1e400", .claimsMalformed), Row("exp", "true", .claimsMalformed),
            Row("exp", "253402300799", nil), Row("exp", "253402300800", .claimsMalformed),
            Row("nbf", "1700000060", nil), Row("nbf", "1700000061", .tokenNotYetValid),
            Row("nbf", "1700000060.1", .tokenNotYetValid), Row("nbf", "[]", .claimsMalformed),
            Row("iat", "1700000060", nil), Row("iat", "1700000061", .tokenNotYetValid), Row("iat", nil, nil),
            Row("iss", nil, .claimMissing), Row("iss", "\"https://idp.example/realms/DCR/\"", .issuerUnknown),
            Row("iss", "\"https://idp.example/realms/dcr\"", .issuerUnknown),
            Row("iss", "[\"https://idp.example/realms/DCR\"]", .claimsMalformed),
            Row("aud", "\"anything\"", nil), Row("aud", "[]", .claimsMalformed),
            Row("aud", "[\"a\",1]", .claimsMalformed), Row("aud", "1", .claimsMalformed),
            Row("sub", "1", .claimsMalformed), Row("sub", nil, nil),
            Row("azp", nil, .claimMissing), Row("azp", "\"\"", .claimsMalformed), Row("azp", "{}", .claimsMalformed),
            Row("client_id", "\"client-1\"", nil), Row("client_id", "\"client-2\"", .claimsMalformed),
            Row("typ", "\"ID\"", .tokenTypeUnsupported), Row("typ", "\"Refresh\"", .tokenTypeUnsupported),
            Row("typ", "\"Offline\"", .tokenTypeUnsupported), Row("typ", "\"Logout\"", .tokenTypeUnsupported),
            Row("nonce", "\"n\"", nil), Row("at_hash", "\"h\"", .tokenTypeUnsupported),
            Row("c_hash", "\"h\"", .tokenTypeUnsupported), Row("events", "{}", .tokenTypeUnsupported),
            Row("token_use", "\"access\"", nil), Row("token_use", "\"id\"", .tokenTypeUnsupported),
            Row("cnf", "{\"jkt\":\"x\"}", .proofRequired),
            Row("scope", "[\"product_payments\",\"free_plan\"]", nil), Row("scope", "1", .claimsMalformed),
            Row("scope", "[\"product_payments\",1]", .claimsMalformed), Row("scope", "null", .claimsMalformed),
            Row("scope", "\"\"", .scopeInsufficient), Row("scope", "[]", .scopeInsufficient),
            Row("scope", nil, .scopeInsufficient), Row("scope", "\" free_plan  product_payments \"", nil),
            Row("scope", "\"product_payments,free_plan\"", .scopeInsufficient),
            Row("scope", "[\"product_payments free_plan\"]", .scopeInsufficient),
            Row("scope", "\"product_payments\\tfree_plan\"", .scopeInsufficient),
            Row("other", "{\"exp\":1,\"x\":[null,1e999]}", nil), Row("other", "{\"x\":1,\"x\":2}", .claimsMalformed),
        ])
    func checksEachClaim(row: Row) throws {
        let test = try TestGate(forge: try Forge.shared.get())
        #expect(
            try test.rejection(test.forge.token(payload: TokenClaims().with(row.claim, row.json).json)) == row.expected)
    }

    @Test("A nonce without payload typ Bearer marks an ID token")
    func refusesNonceWithoutBearer() throws {
        let test = try TestGate(forge: try Forge.shared.get())
        let claims = TokenClaims().with("typ", nil).with("nonce", "\"n\"")
        #expect(try test.rejection(test.forge.token(payload: claims.json)) == .tokenTypeUnsupported)
    }

    @Test("A payload that is no JSON object is malformed", arguments: ["", "[]", "1", "\"x\"", "{", "{}x", "null"])
    func refusesOtherPayloads(payload: String) throws {
        let test = try TestGate(forge: try Forge.shared.get())
        let expected: Rejection = payload.isEmpty ? .tokenMalformed : .claimsMalformed
        #expect(try test.rejection(test.forge.token(payload: payload)) == expected)
    }

    @Test("Configured audiences are compared byte for byte, and any one of the token's is enough")
    func checksAudiences() throws {
        var catalogue = TestCatalogue.payments()
        catalogue.issuers[0].audiences = .oneOf(["payments", "orders"])
        let test = try TestGate(catalogue, forge: try Forge.shared.get())
        func rejection(_ json: String?) throws -> Rejection? {
            try test.rejection(test.forge.token(payload: TokenClaims().with("aud", json).json))
        }
        #expect(try rejection("\"orders\"") == nil)
        #expect(try rejection("[\"x\",\"payments\"]") == nil)
        #expect(try rejection("\"Payments\"") == .audienceMismatch)
        #expect(try rejection("\"payments2\"") == .audienceMismatch)
        #expect(try rejection(nil) == .claimMissing)
    }

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

    @Test("Canonically equivalent spellings of an issuer are different issuers")
    func comparesBytes() throws {
        var catalogue = TestCatalogue.payments()
        catalogue.issuers[0].issuer = "https://idp.example/caf\u{E9}"
        let test = try TestGate(catalogue, forge: try Forge.shared.get())
        func rejection(_ issuer: String) throws -> Rejection? {
            try test.rejection(test.forge.token(payload: TokenClaims(issuer: issuer).json))
        }
        #expect(try rejection("https://idp.example/caf\u{E9}") == nil)
        #expect(try rejection("https://idp.example/cafe\u{301}") == .issuerUnknown)
    }

    @Test("A maximum lifetime bounds exp - iat and makes iat required")
    func boundsTheLifetime() throws {
        var catalogue = TestCatalogue.payments()
        catalogue.issuers[0].maximumTokenLifetimeSeconds = 300
        let test = try TestGate(catalogue, forge: try Forge.shared.get())
        func rejection(_ claims: TokenClaims) throws -> Rejection? {
            try test.rejection(test.forge.token(payload: claims.json))
        }
        #expect(try rejection(TokenClaims()) == nil)
        #expect(try rejection(TokenClaims().with("exp", "1700000301")) == .lifetimeExceeded)
        #expect(try rejection(TokenClaims().with("iat", nil)) == .claimMissing)
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
