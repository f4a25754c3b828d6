import Testing
import TollgateCatalogue
import TollgateCrypto
import TollgateEncoding
import TollgateTesting

@testable import Tollgate

@Suite("A kid that a fetch has not brought causes no other fetch for a while")
struct UnknownKeyMemoryTests {
    /// A gate with this cooldown, which is about to fetch keys ahead of time.
    ///
    /// Only such a fetch leaves a kid remembered that has not claimed the cooldown.
    private func gate(cooldown: Int64 = 30) throws -> TestGate {
        let test = try TestGate.unlimited { $0.issuers[0].refresh.cooldownSeconds = cooldown }
        test.clock.advance(by: .seconds(600))
        #expect(test.gate.keys.scheduledFetches(at: test.clock.instant) == [test.slots[0]])
        return test
    }

    private func isFetched(_ test: TestGate, kid: String) throws -> Bool {
        let header = "{\"alg\":\"RS256\",\"kid\":\"\(kid)\"}"
        if case .waiting = try test.decide(test.forge.token(payload: TokenClaims().json, header: header)) {
            return true
        }
        return false
    }

    @Test(
        "It is fetched for again once the cooldown, or 30 s, have passed since the fetch began; other kids at once",
        arguments: [(cooldown: 1, seconds: 1), (10, 10), (30, 30), (600, 30)])
    func remembersBriefly(cooldown: Int64, seconds: Int64) throws {
        let test = try gate(cooldown: cooldown)
        #expect(try isFetched(test, kid: "a"))
        try test.install(test.forge)
        test.clock.advance(by: .seconds(seconds) - .nanoseconds(1))
        #expect(try !isFetched(test, kid: "a"))
        test.clock.advance(by: .nanoseconds(1))
        #expect(try isFetched(test, kid: "a"))
        try test.install(test.forge)

        let other = try gate(cooldown: cooldown)
        #expect(try isFetched(other, kid: "a"))
        try other.install(other.forge)
        #expect(try !isFetched(other, kid: "a"))
        #expect(try isFetched(other, kid: "b"))
    }

    @Test("A key that a later fetch brings is used at once, and a change of keys forgets what was unknown")
    func neverHidesAKey() throws {
        let test = try gate()
        let rotated = try Forge.other.get()
        #expect(try isFetched(test, kid: rotated.keyID) && isFetched(test, kid: "a"))
        try test.install(test.forge)
        #expect(try !isFetched(test, kid: rotated.keyID) && !isFetched(test, kid: "a"))
        try test.install(test.forge, rotated)
        let claims = TokenClaims(now: test.clock.instant.unixSeconds)
        #expect(try test.rejection(rotated.token(payload: claims.json)) == nil)
        #expect(try isFetched(test, kid: "a"))
    }

    @Test("A fetch that failed proves nothing about a kid")
    func forgetsFailures() throws {
        let test = try gate()
        #expect(try isFetched(test, kid: "a"))
        test.gate.keys.fetchFailed(issuer: test.slots[0], reason: "refused", at: test.clock.instant)
        #expect(try isFetched(test, kid: "a"))
    }

    @Test("However many kids are asked for, 1024 at most are remembered, the latest among them")
    func isBounded() {
        var memory = UnknownKeyMemory()
        let asked = UnknownKeyMemory.Question(issuer: IssuerSlot(index: 0), successes: 1, keysGeneration: 1)
        let now = UnknownKeyMemory.Question(issuer: IssuerSlot(index: 0), successes: 2, keysGeneration: 1)
        for number in 0..<20_000 {
            let hash = UnknownKeyMemory.hash(ExactString("kid-\(number)"))
            memory.asked(hash, asked, fetchBegan: Int64(number), cooldown: .max)
            #expect(!memory.isUnknown(hash, asked, at: Int64(number)))
            #expect(memory.isUnknown(hash, now, at: Int64(number)))
        }
        #expect(memory.count <= UnknownKeyMemory.maximumCount)
        let other = UnknownKeyMemory.Question(issuer: IssuerSlot(index: 1), successes: 2, keysGeneration: 1)
        #expect(!memory.isUnknown(UnknownKeyMemory.hash("kid-19999"), other, at: 20_000))
    }

    @Test("The status of an issuer's keys tells their age, the next fetch, failures, and keys that are skipped")
    func tellsTheStatus() throws {
        let test = try TestGate.unlimited(hasKeys: false)
        let empty = test.gate.keys.statuses(at: test.clock.instant)[0]
        #expect(empty.age == nil && !empty.isUsable && empty.timeToNextFetch == .zero && !empty.isFetching)
        try test.install(keys: [test.forge.webKey, "{\"kty\":\"EC\",\"kid\":\"curve\"}"])
        test.clock.advance(by: .seconds(60))
        let loaded = test.gate.keys.statuses(at: test.clock.instant)[0]
        #expect(loaded.age == .seconds(60) && loaded.consecutiveFailures == 0 && loaded.lastError == nil)
        let next = try #require(loaded.timeToNextFetch)
        #expect(next >= .seconds(480) && next <= .seconds(540))
        #expect(loaded.keySet?.entries.map(\.keyID) == [test.forge.keyID])
        #expect(loaded.keySet?.entries.map(\.key.modulusBits) == [2_048])
        #expect(loaded.keySet?.skipped == [SkippedKey(keyID: "curve", reason: .otherKeyType)])
        test.clock.advance(by: .seconds(540))
        #expect(test.gate.keys.scheduledFetches(at: test.clock.instant) == [test.slots[0]])
        #expect(test.gate.keys.statuses(at: test.clock.instant)[0].isFetching)
        test.gate.keys.fetchFailed(issuer: test.slots[0], reason: "refused", at: test.clock.instant)
        let failed = test.gate.keys.statuses(at: test.clock.instant)[0]
        #expect(failed.consecutiveFailures == 1 && failed.lastError == "refused" && failed.isUsable)
        #expect(failed.age == .seconds(600) && failed.consecutiveFailures == 1)
        let retry = try #require(failed.timeToNextFetch)
        #expect(retry >= .milliseconds(750) && retry <= .seconds(1))
    }
}
