import Testing
import TollgateCatalogue
import TollgateTesting

@testable import Tollgate

@Suite("The first failing check wins, in the documented order")
struct OrderOfChecksTests {
    @Test("A token that is wrong in every way is refused for one cause after the other as they are mended")
    func mendsOneAfterTheOther() throws {
        var catalogue = TestCatalogue.payments()
        catalogue.issuers[0].audiences = .oneOf(["payments"])
        catalogue.issuers[0].maximumTokenLifetimeSeconds = 300
        catalogue.issuers[0].tokenTypes = ["at+jwt", "JWT"]
        let forge = try Forge.shared.get()
        let test = try TestGate(catalogue, forge: forge)
        test.gate.deniedClients.deny(issuer: TestCatalogue.issuer, client: "client-1")
        let stranger = try Forge.other.get()

        var header = "{\"alg\":\"none\",\"crit\":[],\"typ\":\"x\",\"kid\":\"?\"}"
        var signer = stranger
        var claims = TokenClaims(issuer: "https://other.example", scope: "nothing")
            .with("aud", "\"other\"").with("exp", "1600000000").with("nbf", "1800000000").with("azp", nil)
            .with("cnf", "{}").with("sub", "1").with("typ", "\"ID\"")
        var seen: [Rejection] = []
        func decide(_ prefix: String = "") throws {
            let token = prefix + signer.token(payload: claims.json, header: header)
            seen.append(try #require(try test.rejection(token, path: "/payment-api/secret")))
        }

        try decide(String(repeating: "!", count: 8_192))
        try decide("!")
        try decide()
        header = "{\"alg\":\"RS256\",\"crit\":[],\"typ\":\"x\",\"kid\":\"?\"}"
        try decide()
        header = "{\"alg\":\"RS256\",\"typ\":\"x\",\"kid\":\"?\"}"
        try decide()
        header = "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"?\"}"
        test.gate.keys.install(
            try KeySet(json: Array(TokenForge.keySet(forge).utf8)), issuer: test.slots[0], at: test.clock.instant)
        _ = try test.decide(signer.token(payload: claims.json, header: header))
        test.gate.keys.install(
            try KeySet(json: Array(TokenForge.keySet(forge).utf8)), issuer: test.slots[0], at: test.clock.instant)
        try decide()
        header = "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"key-1\"}"
        try decide()
        signer = forge
        try decide()
        claims = claims.with("sub", nil)
        try decide()
        claims = claims.with("iss", "\"\(TestCatalogue.issuer)\"")
        try decide()
        claims = claims.with("typ", "\"Bearer\"")
        try decide()
        claims = claims.with("aud", "\"payments\"")
        try decide()
        claims = claims.with("exp", "1700000301")
        try decide()
        claims = claims.with("nbf", nil)
        try decide()
        claims = claims.with("exp", "1700000300")
        try decide()
        claims = claims.with("cnf", nil)
        try decide()
        claims = claims.with("azp", "\"client-1\"")
        try decide()
        test.gate.deniedClients.allow(issuer: TestCatalogue.issuer, client: "client-1")
        try decide()
        claims = claims.with("scope", "\"product_payments\"")
        try decide()

        #expect(
            seen == [
                .tokenTooLong, .tokenMalformed, .algorithmUnsupported, .headerUnsupported, .tokenTypeUnsupported,
                .keyUnknown, .signatureInvalid, .claimsMalformed, .issuerUnknown, .tokenTypeUnsupported,
                .audienceMismatch, .tokenExpired, .tokenNotYetValid, .lifetimeExceeded, .proofRequired, .claimMissing,
                .clientRevoked, .scopeInsufficient, .accessDenied,
            ])
        let noPlan = forge.token(payload: claims.json, header: header)
        #expect(try test.rejection(noPlan) == .planMissing)
        let good = forge.token(payload: claims.with("scope", "\"product_payments free_plan\"").json, header: header)
        for _ in 0..<5 { #expect(try test.rejection(good) == nil) }
        #expect(try test.rejection(good) == .rateExceeded)
    }
}
