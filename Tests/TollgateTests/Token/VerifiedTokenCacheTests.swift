import Testing
import TollgateCatalogue
import TollgateEncoding
import TollgateTesting

@testable import Tollgate

@Suite("A remembered token is verified once and checked each time")
struct VerifiedTokenCacheTests {
    @Test("The second time a token is found, and the hit is counted")
    func remembers() throws {
        let test = try TestGate.unlimited()
        let token = test.forge.token(payload: TokenClaims().json)
        for _ in 0..<3 { #expect(try test.rejection(token) == nil) }
        #expect(test.gate.tokenCacheStatistics.hits == 2)
        #expect(test.gate.tokenCacheStatistics.misses == 1)
        #expect(test.gate.tokenCacheStatistics.bytes >= token.utf8.count + 512)
    }

    @Test("The bound on bytes holds however many tokens there are, and 0 remembers nothing")
    func boundsBytes() throws {
        func token(_ number: Int, length: Int) -> VerifiedToken {
            let bytes = (0..<length).map { UInt8(truncatingIfNeeded: ($0 &* 31) ^ (number &* 131) ^ (number >> 5)) }
            let claims = Claims(issuer: "i", clientID: "c", scopes: [])
            return VerifiedToken(bytes, claims: claims, issuer: nil, type: TokenType(nil), indexID: 0)
        }
        let cache = VerifiedTokenCache(maximumBytes: 512 * 1024)
        for number in 0..<4_000 { cache.insert(token(number, length: 100 + number % 3_000)) }
        let statistics = cache.statistics()
        #expect(statistics.bytes <= 512 * 1024)
        #expect(statistics.entries > 50)
        #expect(statistics.evictions > 0)
        let none = VerifiedTokenCache(maximumBytes: 0)
        none.insert(token(1, length: 1_000))
        #expect(none.statistics().entries == 0)
    }

    @Test("A reloaded catalogue is noticed on a hit: its policies, its scopes and where it finds the client")
    func noticesReload() throws {
        var catalogue = TestCatalogue.payments()
        let test = try TestGate.unlimited()
        let token = test.forge.token(payload: TokenClaims().with("app", "\"app-1\"").json)
        #expect(try test.rejection(token) == nil)
        catalogue.policies[0].access = []
        try test.gate.reload(catalogue)
        #expect(try test.rejection(token) == .scopeInsufficient)
        catalogue = TestCatalogue.payments()
        catalogue.issuers[0].clientIDClaims = ["app"]
        try test.gate.reload(catalogue)
        guard case .admit(let pass) = try test.decide(token) else { throw Rejection.scopeInsufficient }
        #expect(pass.token.claims.clientID == "app-1")
        #expect(pass.limits.rate?.remaining == 4)
        // The signature was verified once and for all of them.
        #expect(test.gate.tokenCacheStatistics.misses == 1)
    }

    @Test("A request that began under an old catalogue is decided by it, and the next one by the new one")
    func decidesByTheCatalogueOfTheRequest() throws {
        let test = try TestGate.unlimited()
        let token = test.forge.token(payload: TokenClaims().json)
        let path = try RequestPath(target: "/payment-api/get")
        let api = try #require(test.gate.catalogue.api(for: path))
        let old = GateRequest(api: api, method: "GET", path: path)
        #expect(try test.rejection(token) == nil)
        var catalogue = TestCatalogue.payments()
        catalogue.policies[0].access = []
        try test.gate.reload(catalogue)
        for _ in 0..<2 {
            let late = test.gate.decide(
                BearerCredential(token: Substring(token)), old, at: test.clock.instant)
            guard case .admit = late else { throw Rejection.scopeInsufficient }
            #expect(try test.rejection(token) == .scopeInsufficient)
        }
    }

    @Test("An issuer whose keys come from elsewhere after a reload loses them; one that stays keeps them")
    func reloadsIssuers() throws {
        var catalogue = TestCatalogue.payments()
        let test = try TestGate.unlimited()
        let token = test.forge.token(payload: TokenClaims().json)
        #expect(try test.rejection(token) == nil)
        catalogue.issuers.insert(Issuer(name: "a", issuer: "https://a.example", audiences: .any), at: 0)
        try test.gate.reload(catalogue)
        #expect(try test.rejection(token) == nil)
        catalogue.issuers[1].keys = .urls(["https://idp.example/other"])
        try test.gate.reload(catalogue)
        #expect(try test.rejection(token) == .keyUnknown)
        #expect(test.gate.keys.statuses(at: test.clock.instant).map(\.issuer) == ["a", "portal"])
        #expect(throws: CatalogueErrors.self) { try test.gate.reload(Catalogue(apis: catalogue.apis)) }
        #expect(test.gate.catalogue.source.issuers.count == 2)
    }

    @Test("Many threads may use it at once, while keys change")
    func isSafe() async throws {
        let test = try TestGate.unlimited()
        let tokens = (0..<20).map { test.forge.token(payload: TokenClaims().with("jti", "\"\($0)\"").json) }
        let stranger = try Forge.other.get()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask {
                    for round in 0..<100 {
                        let rejection = try test.rejection(tokens[(task + round) % 20])
                        #expect(rejection == nil)
                    }
                }
            }
            group.addTask {
                for round in 0..<50 {
                    if round % 2 == 0 { try test.install(test.forge, stranger) } else { try test.install(test.forge) }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test("A quota on one API stays used up after a reload that puts another API before it")
    func keepsCountersOfAPIs() throws {
        var catalogue = TestCatalogue.payments()
        catalogue.policies[1].limits = Limits()
        catalogue.policies[1].limitsByAPI = [
            "payments": Limits(quota: .limited(maximum: 2, window: .seconds(86_400)))
        ]
        let test = try TestGate(catalogue, forge: Forge.shared.get())
        let token = test.forge.token(payload: TokenClaims().json)
        for _ in 0..<2 { #expect(try test.rejection(token) == nil) }
        #expect(try test.rejection(token) == .quotaExceeded)
        catalogue.apis.insert(
            API(name: "audit", listenPath: "/audit/", upstream: "http://127.0.0.1:9000/", issuers: ["portal"]), at: 0)
        try test.gate.reload(catalogue)
        #expect(try test.rejection(token) == .quotaExceeded)
    }

    @Test("Another gate's list of denied clients does not answer for this one's")
    func notesDenialsForOneList() throws {
        let catalogue = try CompiledCatalogue(TestCatalogue.payments())
        let keys = KeyStore(catalogue)
        let forge = try Forge.shared.get()
        let (first, second) = (DeniedClients(), DeniedClients())
        first.deny(issuer: TestCatalogue.issuer, client: "somebody-else")
        second.deny(issuer: TestCatalogue.issuer, client: "client-1")
        let instant = ManualClock().instant
        let set = try KeySet(json: Array(TokenForge.keySet(forge).utf8))
        keys.install(set, issuer: catalogue.issuerSlots[0], at: instant)
        let one = Gate(catalogue: catalogue, keys: keys, deniedClients: first)
        let two = Gate(catalogue: catalogue, keys: keys, deniedClients: second)
        let text = Array(forge.token(payload: TokenClaims().json).utf8)
        guard case .verified(let token) = one.verify(text.span, at: instant) else { throw Rejection.tokenMalformed }
        try one.checkClaims(token, at: instant)
        #expect(throws: Rejection.clientRevoked) { try two.checkClaims(token, at: instant) }
    }

    @Test("Two gates that share a key store cannot both have it go on for catalogues of their own")
    func sharesKeysForOneCatalogue() throws {
        let first = try CompiledCatalogue(TestCatalogue.payments())
        let keys = KeyStore(first)
        let (one, two) = (Gate(catalogue: first, keys: keys), Gate(catalogue: first, keys: keys))
        var source = TestCatalogue.payments()
        source.issuers.append(Issuer(name: "a", issuer: "https://a.example", audiences: .any))
        try one.reload(source)
        #expect(keys.slot(ofIssuer: "a") == IssuerSlot(index: 1))
        #expect(throws: CatalogueErrors.self) { try two.reload(source) }
    }

    @Test("What the cache is charged is right although another catalogue reads longer texts in a token")
    func chargesRereadTokens() throws {
        var table = VerifiedTokenTable(maximumBytes: 100_000)
        let text = [UInt8](repeating: 65, count: 1_000)
        func token(_ scopes: [String], _ indexID: UInt64) -> VerifiedToken {
            VerifiedToken(
                text, claims: Claims(issuer: "i", clientID: "c", scopes: scopes), issuer: nil, type: TokenType(nil),
                indexID: indexID)
        }
        let long = token([String(repeating: "x", count: 900)], 2)
        let key = try #require(CounterOwner(issuer: InternedIssuer("i"), client: "c", subject: nil))
        let charges = Limiter().charges(for: Grant(), of: key, api: "a", at: ManualClock().instant)
        for _ in 0..<3 {
            _ = table.insert(token([], 1))
            let old = table.add(AuthorizedToken(long, on: nil, grant: ResolvedGrant(Grant()), charges: charges))
            #expect(old == nil)
        }
        _ = table.remove(hash: long.hash)
        let (bytes, count) = (table.bytes, table.count)
        #expect(bytes == 0 && count == 0)
    }
}
