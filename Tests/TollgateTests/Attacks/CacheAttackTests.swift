import Testing
import Tollgate
import TollgateCatalogue
import TollgateTesting

@Suite("Attacks on the memory of verified tokens")
struct CacheAttackTests {
    @Test("Row 38: an expired, too old or too long-lived token is refused on a hit as if it were new")
    func checksTimesOnHits() throws {
        let test = try TestGate.unlimited()
        let token = test.forge.token(payload: TokenClaims().json)
        try test.expect(token, nil)
        test.clock.advance(by: .seconds(359))
        try test.expect(token, nil)
        test.clock.advance(by: .seconds(1))
        try test.expect(token, .tokenExpired)
        #expect(test.gate.tokenCacheStatistics.hits == 2)
    }

    @Test("Row 38: a token that is not valid yet is remembered, and refused until it is")
    func checksNotBeforeOnHits() throws {
        let test = try TestGate.unlimited()
        let token = test.forge.token(payload: TokenClaims().with("nbf", "1700000100").json)
        for _ in 0..<3 { try test.expect(token, .tokenNotYetValid) }
        #expect(test.gate.tokenCacheStatistics.hits == 2)
        test.clock.advance(by: .seconds(40))
        try test.expect(token, nil)
    }

    @Test("Row 38: a hit says nothing of the request: path, method, API, audience and issuer are decided anew")
    func decidesAnewOnHits() throws {
        let test = try TestGate.unlimited { catalogue in
            catalogue.issuers.append(Issuer(name: "other", issuer: "https://other.example", audiences: .any))
            for (name, issuer, audiences) in [("b", "other", nil), ("c", "portal", ["c"]), ("d", "portal", nil)] {
                catalogue.apis.append(
                    API(
                        name: name, listenPath: "/\(name)/", upstream: "http://127.0.0.1:1/", issuers: [issuer],
                        audiences: audiences))
            }
        }
        let token = test.forge.token(payload: TokenClaims().json)
        for _ in 0..<2 {
            #expect(try test.rejection(token) == nil)
            #expect(try test.rejection(token, path: "/payment-api/secret") == .accessDenied)
            #expect(try test.rejection(token, method: "POST") == .accessDenied)
            #expect(try test.rejection(token, path: "/b/get") == .issuerUnknown)
            #expect(try test.rejection(token, path: "/c/get") == .claimMissing)
            #expect(try test.rejection(token, path: "/d/get") == .scopeInsufficient)
        }
        #expect(test.gate.tokenCacheStatistics.hits == 11)
    }

    @Test("Row 38: a client that is denied after its token was remembered is refused on the next hit")
    func checksRevocationOnHits() throws {
        let test = try TestGate.unlimited()
        let token = test.forge.token(payload: TokenClaims().json)
        try test.expect(token, nil)
        test.gate.deniedClients.deny(issuer: TestCatalogue.issuer, client: "client-1")
        try test.expect(token, .clientRevoked)
        #expect(test.gate.tokenCacheStatistics.hits == 1)
    }

    @Test("Row 38: a key that is removed, replaced under its kid or too old takes its tokens with it")
    func followsTheKeys() throws {
        let test = try TestGate.unlimited { $0.issuers[0].refresh.maximumStaleSeconds = 100 }
        let other = try Forge.other.get()
        let token = test.forge.token(payload: TokenClaims().json)
        try test.expect(token, nil)
        // The same keys, fetched again, void nothing.
        try test.install(test.forge)
        try test.expect(token, nil)
        #expect(test.gate.tokenCacheStatistics.hits == 1)
        try test.install(keys: [other.webKey([("kid", "\"key-1\"")])])
        try test.expect(token, .signatureInvalid)
        try test.install(other)
        #expect(try test.rejection(token) == .keyUnknown)
        try test.install(test.forge, other)
        try test.expect(token, nil)
        test.clock.advance(by: .seconds(101))
        #expect(try test.rejection(token) == .keysUnavailable)
    }

    @Test("Row 38: no byte of a remembered token can be changed, left out or added")
    func comparesWholeTokens() throws {
        let test = try TestGate.unlimited()
        let token = Array(test.forge.token(payload: TokenClaims().json).utf8)
        #expect(test.rejection(bytes: token) == nil)
        for index in token.indices {
            var changed = token
            changed[index] = changed[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            #expect(test.rejection(bytes: changed) != nil)
            changed.remove(at: index)
            #expect(test.rejection(bytes: changed) != nil)
        }
        #expect(test.rejection(bytes: token + [UInt8(ascii: "A")]) != nil)
        #expect(test.rejection(bytes: [UInt8(ascii: "A")] + token) != nil)
        #expect(test.rejection(bytes: token) == nil)
    }

    @Test("Row 38: other claims under the signature of a remembered token are signature_invalid, whatever they hash to")
    func comparesClaims() throws {
        let test = try TestGate.unlimited()
        let token = test.forge.token(payload: TokenClaims(scope: "product_payments free_plan").json)
        try test.expect(token, nil)
        let signature = token.split(separator: ".")[2]
        // As long as the good one, with the same end: what a table is likely to look at.
        for claims in [
            TokenClaims(scope: "product_payments gold_plan"), TokenClaims(client: "client-2"),
            TokenClaims().with("exp", "9999999999").with("iat", "170000000"),
            TokenClaims(issuer: "https://idp.example/realms/DCS"),
        ] {
            let changed = test.forge.signingInput(payload: claims.json) + "." + signature
            for _ in 0..<2 { try test.expect(changed, .signatureInvalid) }
        }
        // A header of the same length that must not be accepted is not skipped either.
        let header = test.forge.header.replacing("RS256", with: "HS256")
        try test.expect(test.forge.signingInput(header: header) + "." + signature, .algorithmUnsupported)
        try test.expect(token, nil)
    }

    @Test("Row 38: neither refused tokens nor those of unknown issuers are remembered")
    func remembersOnlyVerifiedTokens() throws {
        let test = try TestGate.unlimited()
        let other = try Forge.other.get()
        for token in [
            "x.y.z", other.token(payload: TokenClaims().json, header: test.forge.header),
            test.forge.token(payload: "{}"), test.forge.token(payload: TokenClaims().with("exp", "null").json),
            test.forge.token(payload: TokenClaims(issuer: "https://x.example").json),
            test.forge.token(payload: TokenClaims().json, header: "{\"alg\":\"none\"}"),
        ] { #expect(try test.rejection(token) != nil) }
        #expect(test.gate.tokenCacheStatistics.entries == 0)
    }

    @Test("Row 38: what one gate remembers means nothing to another")
    func isNotShared() throws {
        let first = try TestGate.unlimited()
        let second = try TestGate.unlimited(hasKeys: false)
        try second.install(try Forge.other.get())
        let token = first.forge.token(payload: TokenClaims().json)
        try first.expect(token, nil)
        #expect(try second.rejection(token) == .keyUnknown)
        #expect(second.gate.tokenCacheStatistics.hits == 0)
    }

    @Test("Row 38: with the memory switched off every answer is the same")
    func answersAlikeWithoutMemory() throws {
        let test = try TestGate.unlimited()
        var configuration = Gate.Configuration()
        configuration.tokenCacheBytes = 0
        let forgetful = Gate(catalogue: test.gate.catalogue, configuration: configuration)
        forgetful.keys.install(
            try KeySet(json: Array(TokenForge.keySet(test.forge).utf8)), issuer: test.slots[0], at: test.clock.instant)
        let path = try RequestPath(target: "/payment-api/get")
        let request = GateRequest(api: try #require(test.gate.catalogue.api(for: path)), method: "GET", path: path)
        for claims in [
            TokenClaims(), TokenClaims().with("exp", "1"), TokenClaims(scope: "free_plan"),
            TokenClaims().with("cnf", "{}"),
        ] {
            let token = test.forge.token(payload: claims.json)
            let expected = try test.rejection(token)
            for _ in 0..<2 {
                #expect(try test.rejection(token) == expected)
                let decision = forgetful.decide(
                    BearerCredential(token: Substring(token)), request, at: test.clock.instant)
                switch decision {
                case .admit: #expect(expected == nil)
                case .reject(let rejection, _): #expect(rejection == expected)
                case .waiting: Issue.record("waits for keys")
                }
            }
        }
        #expect(forgetful.tokenCacheStatistics.entries == 0)
    }

    @Test("Row 50: a bearer token can be used again until it expires, and each use is charged to the same limits")
    func chargesReplays() throws {
        let test = try TestGate(forge: try Forge.shared.get())
        let token = test.forge.token(payload: TokenClaims().json)
        for _ in 0..<5 { #expect(try test.rejection(token) == nil) }
        #expect(try test.rejection(token) == .rateExceeded)
        // Another token of the client, and another spelling of the same claims, open no new account.
        #expect(
            try test.rejection(test.forge.token(payload: TokenClaims().with("jti", "\"2\"").json)) == .rateExceeded)
        #expect(try test.rejection(test.forge.token(payload: TokenClaims().json + " ")) == .rateExceeded)
        #expect(
            try test.rejection(test.forge.token(payload: TokenClaims(client: "client\\u002d1").json)) == .rateExceeded)
        #expect(try test.rejection(token + "=") == .tokenMalformed)
        #expect(try test.rejection(test.forge.token(payload: TokenClaims(client: "client-2").json)) == nil)
        test.clock.advance(by: .seconds(360))
        #expect(try test.rejection(token) == .tokenExpired)
    }

    @Test("Row 50: denying a client stops every replay of every token that it has")
    func deniesReplays() throws {
        let test = try TestGate.unlimited()
        let tokens = (0..<5).map { test.forge.token(payload: TokenClaims().with("jti", "\"\($0)\"").json) }
        for token in tokens { try test.expect(token, nil) }
        test.gate.deniedClients.deny(issuer: TestCatalogue.issuer, client: "client-1")
        for token in tokens { try test.expect(token, .clientRevoked) }
    }
}
