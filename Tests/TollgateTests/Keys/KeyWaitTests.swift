import Testing
import TollgateCatalogue
import TollgateEncoding
import TollgateTesting

@testable import Tollgate

@Suite("A request with an unknown key waits once for the fetch that it caused", .timeLimit(.minutes(15)))
struct KeyWaitTests {
    private func credential(_ token: String) -> BearerCredential { BearerCredential(token: Substring(token)) }

    private func request(_ test: TestGate) throws -> GateRequest {
        let path = try RequestPath(target: "/payment-api/get")
        let api = try #require(test.gate.catalogue.api(for: path))
        return GateRequest(api: api, method: "GET", path: path)
    }

    @Test("After a rotation the first token with the new key is admitted as soon as the keys are there, with one fetch")
    func admitsAfterRotation() async throws {
        let test = try TestGate(forge: try Forge.shared.get())
        let rotated = try Forge.other.get()
        let token = rotated.token(payload: TokenClaims().json)
        let request = try request(test)
        async let decision = test.gate.decision(
            for: credential(token), request, now: { test.clock.instant }, clock: test.clock)
        var fetches = test.gate.keys.fetchRequests.makeAsyncIterator()
        #expect(await fetches.next() == test.slots[0])
        try test.install(rotated)
        guard case .admit = await decision else {
            Issue.record("not admitted")
            return
        }
    }

    @Test("Where the fetch takes longer than a second the answer is keys_unavailable")
    func givesUp() async throws {
        let test = try TestGate(forge: try Forge.shared.get())
        let token = try Forge.other.get().token(payload: TokenClaims().json)
        let request = try request(test)
        async let decision = test.gate.decision(
            for: credential(token), request, now: { test.clock.instant }, clock: test.clock)
        try await test.clock.waitForSleepers()
        test.clock.advance(by: .milliseconds(999))
        try await test.clock.waitForSleepers()
        test.clock.advance(by: .milliseconds(1))
        guard case .reject(.keysUnavailable, _) = await decision else {
            Issue.record("not keys_unavailable")
            return
        }
    }

    @Test("A fetch that completes without the key makes it unknown; one that fails makes the keys unavailable")
    func tellsUnknownFromUnavailable() async throws {
        let forge = try Forge.shared.get()
        let token = try Forge.other.get().token(payload: TokenClaims().json)
        for isFailing in [false, true] {
            let test = try TestGate(forge: forge)
            let request = try request(test)
            async let decision = test.gate.decision(
                for: credential(token), request, now: { test.clock.instant }, clock: test.clock)
            var fetches = test.gate.keys.fetchRequests.makeAsyncIterator()
            _ = await fetches.next()
            if isFailing {
                test.gate.keys.fetchFailed(issuer: test.slots[0], reason: "refused", at: test.clock.instant)
            } else {
                try test.install(forge)
            }
            guard case .reject(let rejection, _) = await decision else {
                Issue.record("not rejected")
                return
            }
            #expect(rejection == (isFailing ? .keysUnavailable : .keyUnknown))
        }
    }

    @Test("Before the first keys every request gets keys_unavailable, and known keys never wait later")
    func isClosedAtFirst() throws {
        let forge = try Forge.shared.get()
        let test = try TestGate(forge: forge, hasKeys: false)
        let token = forge.token(payload: TokenClaims().json)
        guard case .waiting = try test.decide(token) else {
            Issue.record("does not wait")
            return
        }
        test.gate.keys.fetchFailed(issuer: test.slots[0], reason: "refused", at: test.clock.instant)
        #expect(try test.rejection(token) == .keysUnavailable)
        try test.install(forge)
        #expect(try test.rejection(token) == nil)
    }

    @Test("A rotation refuses none of 3 000 requests that are there at once, and all of them cause one fetch")
    func refusesNoneOfMany() async throws {
        let test = try TestGate(forge: try Forge.shared.get())
        let rotated = try Forge.other.get()
        let token = rotated.token(payload: TokenClaims().json)
        let request = try request(test)
        let admitted = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<3_000 {
                group.addTask {
                    let decision = await test.gate.decision(
                        for: BearerCredential(token: Substring(token)), request, now: { test.clock.instant },
                        clock: test.clock)
                    // Admitted, or over the plan's rate: not for want of keys.
                    if case .reject(let rejection, _) = decision { return rejection == .rateExceeded }
                    return true
                }
            }
            try await test.clock.waitForSleepers(3_000)
            #expect(test.gate.keys.waits == (current: 3_000, refused: 0))
            try test.install(rotated)
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(admitted == 3_000)
        #expect(test.gate.keys.waits == (current: 0, refused: 0))
        #expect(test.gate.keys.statuses(at: test.clock.instant).map(\.unknownKeyFetches) == [1])
    }

    @Test("Keys older than max_stale verify nothing")
    func failsClosedWhenStale() throws {
        var catalogue = TestCatalogue.payments()
        catalogue.issuers[0].refresh.maximumStaleSeconds = 100
        let test = try TestGate(catalogue, forge: try Forge.shared.get())
        let token = test.forge.token(payload: TokenClaims().json)
        #expect(try test.rejection(token) == nil)
        test.clock.advance(by: .seconds(100))
        #expect(try test.rejection(token) == nil)
        test.clock.advance(by: .nanoseconds(1))
        #expect(try test.rejection(token) == .keysUnavailable)
    }

    @Test("A request waits for every issuer whose key it may be, and is answered by the first that has it")
    func waitsForSeveralIssuers() async throws {
        var catalogue = TestCatalogue.payments()
        catalogue.issuers.append(Issuer(name: "other", issuer: "https://other.example", audiences: .any))
        catalogue.apis[0].issuers = ["portal", "other"]
        let test = try TestGate(catalogue, forge: try Forge.shared.get())
        let rotated = try Forge.other.get()
        let token = rotated.token(payload: TokenClaims(issuer: "https://other.example").json)
        let request = try request(test)
        async let decision = test.gate.decision(
            for: credential(token), request, now: { test.clock.instant }, clock: test.clock)
        var fetches = test.gate.keys.fetchRequests.makeAsyncIterator()
        let asked = [await fetches.next(), await fetches.next()]
        #expect(asked == test.slots)
        // The first issuer answers without the key; the second one is still being asked.
        let old = try KeySet(json: Array(TokenForge.keySet(test.forge).utf8))
        test.gate.keys.install(old, issuer: test.slots[0], at: test.clock.instant)
        test.gate.keys.install(
            try KeySet(json: Array(TokenForge.keySet(rotated).utf8)), issuer: test.slots[1], at: test.clock.instant)
        guard case .admit = await decision else {
            Issue.record("not admitted")
            return
        }
    }

    @Test("Keys that come while a request looks through the old ones are looked through as well, and cause no fetch")
    func looksAgain() throws {
        let test = try TestGate(forge: try Forge.shared.get())
        let keys = test.gate.keys
        let old = keys.table()
        try test.install(try Forge.other.get())
        guard case .retry = keys.unknownKey(issuers: test.slots, keyID: nil, in: old, at: test.clock.instant) else {
            Issue.record("the old keys were the last word")
            return
        }
        #expect(keys.statuses(at: test.clock.instant).map(\.unknownKeyFetches) == [0])
        guard case .wait = keys.unknownKey(issuers: test.slots, keyID: nil, in: keys.table(), at: test.clock.instant)
        else {
            Issue.record("no fetch was asked for")
            return
        }
    }

    @Test("A scheduled fetch that was joined and brought no key is answer enough")
    func joinsScheduledFetches() async throws {
        let test = try TestGate(forge: try Forge.shared.get())
        test.clock.advance(by: .seconds(600))
        #expect(test.gate.keys.scheduledFetches(at: test.clock.instant) == [test.slots[0]])
        let token = try Forge.other.get().token(payload: TokenClaims(now: 1_700_000_600).json)
        let request = try request(test)
        async let decision = test.gate.decision(
            for: credential(token), request, now: { test.clock.instant }, clock: test.clock)
        try await test.clock.waitForSleepers()
        try test.install(test.forge)
        guard case .reject(.keyUnknown, _) = await decision else {
            Issue.record("not key_unknown")
            return
        }
    }

    @Test("A key of an issuer that the API does not admit does not hide that the right one is unknown")
    func looksBeyondForeignKeys() throws {
        let foreign = try Forge.shared.get()
        var catalogue = TestCatalogue.payments()
        catalogue.issuers.append(Issuer(name: "other", issuer: "https://other.example", audiences: .any))
        let test = try TestGate(catalogue, forge: foreign, hasKeys: false)
        let set = try KeySet(json: Array(TokenForge.keySet(foreign).utf8))
        test.gate.keys.install(set, issuer: test.slots[1], at: test.clock.instant)
        let own = try TokenForge(keyID: foreign.keyID)
        guard case .waiting = try test.decide(own.token(payload: TokenClaims().json)) else {
            Issue.record("does not wait")
            return
        }
    }

    @Test("A token whose payload or signature cannot be base64url causes no fetch")
    func checksFormFirst() throws {
        let test = try TestGate(forge: try Forge.shared.get())
        let header = Base64URL.encode(Array("{\"alg\":\"RS256\",\"kid\":\"unknown\"}".utf8))
        for rest in ["A.AA", "AA.A", "AB.AA", "AA.AB", "AAB.AA", "AA.AAB"] {
            #expect(try test.rejection("\(header).\(rest)") == .tokenMalformed)
        }
        guard case .waiting = try test.decide("\(header).AA.AA") else {
            Issue.record("does not wait")
            return
        }
    }

    @Test("Where nobody fetches any more, a claimed fetch is given back")
    func givesClaimsBack() async throws {
        let test = try TestGate(forge: try Forge.shared.get())
        let reader = Task { for await _ in test.gate.keys.fetchRequests {} }
        reader.cancel()
        await reader.value
        let token = try Forge.other.get().token(payload: TokenClaims().json)
        #expect(try test.rejection(token) == .keysUnavailable)
        test.clock.advance(by: .seconds(60))
        #expect(test.gate.keys.scheduledFetches(at: test.clock.instant) == [test.slots[0]])
    }
}
