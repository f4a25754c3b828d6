import Testing
import TollgateCatalogue
import TollgateTesting

@testable import Tollgate

@Suite("Attacks: keys that are asked for, and keys that grow old")
struct KeyFetchAttackTests {
    /// Whether a token with this kid has keys fetched.
    private func isFetched(_ test: TestGate, kid: String) throws -> Bool {
        let header = "{\"alg\":\"RS256\",\"kid\":\"\(kid)\"}"
        if case .waiting = try test.decide(test.forge.token(payload: TokenClaims().json, header: header)) {
            return true
        }
        return false
    }

    @Test(
        "Row 34: of any number of made-up kids one has keys fetched in a cooldown, whatever the fetch brings",
        arguments: [1, 10, 30, 600], ["the same keys", "nothing"])
    func fetchesOncePerCooldown(cooldown: Int64, result: String) throws {
        let test = try TestGate.unlimited { $0.issuers[0].refresh.cooldownSeconds = cooldown }
        var fetches = 0
        for round in 0..<3 {
            for number in 0..<100 where try isFetched(test, kid: "made-up-\(round)-\(number)") {
                fetches += 1
                if result == "nothing" {
                    test.gate.keys.fetchFailed(issuer: test.slots[0], reason: "refused", at: test.clock.instant)
                } else {
                    try test.install(test.forge)
                }
            }
            #expect(fetches == round + 1)
            test.clock.advance(by: .seconds(cooldown))
        }
    }

    @Test(
        "Row 34: once a cooldown has passed, a good token whose kid was unknown is not turned away",
        arguments: [1, 10, 29, 30, 31])
    func neverTurnsGoodTokensAway(cooldown: Int64) throws {
        let test = try TestGate.unlimited { issuers in
            issuers.issuers[0].refresh.cooldownSeconds = cooldown
            issuers.issuers[0].refresh.intervalSeconds = 3_600
        }
        let rotated = try Forge.other.get()
        // Its token is there before the key is published.
        #expect(try isFetched(test, kid: rotated.keyID))
        try test.install(test.forge)
        #expect(try !isFetched(test, kid: rotated.keyID))
        test.clock.advance(by: .seconds(cooldown))
        #expect(try isFetched(test, kid: rotated.keyID))
        try test.install(test.forge, rotated)
        let claims = TokenClaims(now: test.clock.instant.unixSeconds)
        #expect(try test.rejection(rotated.token(payload: claims.json)) == nil)
    }

    @Test("Row 37: keys that could not be fetched for max_stale verify nothing any more, not even remembered tokens")
    func failsClosed() throws {
        let test = try TestGate.unlimited { $0.issuers[0].refresh.maximumStaleSeconds = 100 }
        let token = test.forge.token(payload: TokenClaims().json)
        #expect(try test.rejection(token) == nil)
        test.clock.advance(by: .seconds(100))
        test.gate.keys.fetchFailed(issuer: test.slots[0], reason: "refused", at: test.clock.instant)
        #expect(try test.rejection(token) == nil)
        test.clock.advance(by: .nanoseconds(1))
        #expect(try test.rejection(token) == .keysUnavailable)
        try test.install(test.forge)
        #expect(try test.rejection(token) == nil)
    }

    @Test("Keys in the catalogue itself are there from the start, never fetched and never too old")
    func keepsInlineKeys() throws {
        let forge = try Forge.shared.get()
        var catalogue = TestCatalogue.payments()
        catalogue.issuers[0].keys = .inline(TokenForge.keySet(forge))
        let test = try TestGate(catalogue, forge: forge, hasKeys: false)
        #expect(test.gate.keys.scheduledFetches(at: test.clock.instant).isEmpty)
        #expect(try test.rejection(forge.token(payload: TokenClaims().json)) == nil)
        #expect(try !isFetched(test, kid: "made-up"))
        let status = test.gate.keys.statuses(at: test.clock.instant)[0]
        #expect(status.isUsable && status.age == nil && status.timeToNextFetch == nil)
        test.clock.advance(by: .seconds(10_000_000))
        let claims = TokenClaims(now: test.clock.instant.unixSeconds)
        #expect(try test.rejection(forge.token(payload: claims.json)) == nil)
    }

    @Test("A catalogue whose own keys cannot be used is refused")
    func refusesUnusableInlineKeys() {
        var catalogue = TestCatalogue.payments()
        catalogue.issuers[0].keys = .inline("{\"keys\":[]}")
        #expect(throws: CatalogueErrors.self) { try CompiledCatalogue(catalogue) }
    }
}
