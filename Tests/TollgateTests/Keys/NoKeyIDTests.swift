import Testing
import TollgateCatalogue
import TollgateTesting

@testable import Tollgate

/// Public reports: heimdall 99, oathkeeper 362, zilla 1502.
@Suite("Tokens without a kid are tried with all keys of the API's issuers", .timeLimit(.minutes(15)))
struct NoKeyIDTests {
    private static let header = "{\"alg\":\"RS256\",\"typ\":\"JWT\"}"
    private static let partner = "https://partner.example"
    private static let many = Result { try (0..<6).map { try TokenForge(keyID: "many-\($0)") } }

    private func twoIssuers(hasKeys: Bool = true) throws -> TestGate {
        try TestGate.unlimited(hasKeys: hasKeys) {
            $0.issuers.append(Issuer(name: "partner", issuer: Self.partner, audiences: .any))
            $0.policies[0].access.append(AccessRight(api: "partners"))
            $0.apis.append(
                API(name: "partners", listenPath: "/partners/", upstream: "http://127.0.0.1:1/", issuers: ["partner"]))
        }
    }

    private func token(_ forge: TokenForge, issuer: String = TestCatalogue.issuer, _ number: Int = 0) -> String {
        forge.token(payload: TokenClaims(issuer: issuer).with("jti", "\"\(number)\"").json, header: Self.header)
    }

    @Test("An unrelated issuer in the file changes nothing for them")
    func ignoresUnrelatedIssuers() throws {
        let test = try twoIssuers(hasKeys: false)
        let other = try Forge.other.get()
        try test.install(keys: [test.forge.webKey], issuer: 0)
        try test.install(keys: [other.webKey], issuer: 1)
        #expect(try test.rejection(token(test.forge)) == nil)
        #expect(try test.rejection(token(other, issuer: Self.partner), path: "/partners/x") == nil)
        #expect(try test.rejection(token(test.forge), path: "/partners/x") == .keyUnknown)
        #expect(try test.rejection(token(other, issuer: Self.partner)) == .keyUnknown)
    }

    @Test("A second key for rollover changes nothing for them, with or without kids in the set")
    func survivesRollover() throws {
        let test = try TestGate.unlimited()
        let second = try Forge.other.get()
        for keys in [
            [test.forge.webKey, second.webKey], [second.webKey, test.forge.webKey],
            [test.forge.webKey([("kid", nil)]), second.webKey([("kid", nil)])],
            [test.forge.webKey([("kid", nil)]), second.webKey],
        ] {
            try test.install(keys: keys)
            for (number, forge) in [test.forge, second].enumerated() { try test.expect(token(forge, number), nil) }
        }
        #expect(test.gate.keys.statuses(at: test.clock.instant).map(\.unknownKeyFetches) == [0])
    }

    @Test("After an unannounced rotation the first of them has the keys fetched and is admitted")
    func admitsAfterRotation() async throws {
        let test = try TestGate.unlimited()
        let rotated = try Forge.other.get()
        let path = try RequestPath(target: "/payment-api/get")
        let request = GateRequest(api: try #require(test.gate.catalogue.api(for: path)), method: "GET", path: path)
        let credential = BearerCredential(token: Substring(token(rotated)))
        async let decision = test.gate.decision(
            for: credential, request, now: { test.clock.instant }, clock: test.clock)
        var fetches = test.gate.keys.fetchRequests.makeAsyncIterator()
        #expect(await fetches.next() == test.slots[0])
        try test.install(rotated)
        guard case .admit = await decision else {
            Issue.record("not admitted")
            return
        }
    }

    @Test("However many fit no key, they cause one fetch in a cooldown, also where there are more keys than are tried")
    func boundsFetches() throws {
        let stranger = try TokenForge()
        for count in [0, 1, 4, 5, 6] {
            let test = try TestGate.unlimited()
            let keys = try [test.forge.webKey] + Self.many.get().prefix(count).map(\.webKey)
            try test.install(keys: keys)
            for round in 1...3 as ClosedRange<UInt64> {
                for number in 0..<40 {
                    let token = token(stranger, Int(round) * 100 + number)
                    if case .waiting = try test.decide(token) { try test.install(keys: keys) }
                    try test.expect(token, .keyUnknown)
                }
                #expect(test.gate.keys.statuses(at: test.clock.instant).map(\.unknownKeyFetches) == [round])
                test.clock.advance(by: .seconds(30))
            }
        }
    }

    @Test("Where the fetch fails, or none was ever finished, the answer is keys_unavailable")
    func tellsUnavailable() throws {
        let test = try TestGate.unlimited(hasKeys: false)
        for number in 0..<2 {
            if case .waiting = try test.decide(token(test.forge)) {
                test.gate.keys.fetchFailed(issuer: test.slots[0], reason: "refused", at: test.clock.instant)
            }
            #expect(try test.rejection(token(test.forge, number)) == .keysUnavailable)
        }
        try test.install(test.forge)
        #expect(try test.rejection(token(test.forge)) == nil)
    }

    @Test("Of an issuer with more than four keys the first four are tried; the same key twice counts once")
    func triesFour() throws {
        let forges = try Self.many.get()
        let test = try twoIssuers(hasKeys: false)
        try test.install(keys: [try Forge.other.get().webKey], issuer: 1)
        let repeated = forges.map { $0.webKey } + forges.map { $0.webKey([("kid", "\"again-\($0.keyID)\"")]) }
        for keys in [forges.map(\.webKey), [forges[0].webKey([("kid", "\"x\"")])] + repeated] {
            try test.install(keys: keys, issuer: 0)
            for (number, forge) in forges.enumerated() {
                let token = token(forge, number)
                if case .waiting = try test.decide(token) { try test.install(keys: keys, issuer: 0) }
                #expect(try test.rejection(token) == (number < KeyTable.maximumCandidates ? nil : .keyUnknown))
                // With its kid each is found.
                let named = forge.token(payload: TokenClaims().json)
                #expect(try test.rejection(named) == nil)
            }
        }
    }

    @Test("Explaining says how many keys were tried, and names the issuer of the token where the API does not admit it")
    func explains() throws {
        let test = try TestGate.unlimited(hasKeys: false) {
            $0.issuers[0].keys = .inline(
                "{\"keys\":[\((try? Forge.shared.get().webKey) ?? ""),\((try? Forge.other.get().webKey) ?? "")]}")
        }
        let path = try RequestPath(target: "/payment-api/get")
        let request = GateRequest(api: try #require(test.gate.catalogue.api(for: path)), method: "GET", path: path)
        func explain(_ token: String) -> Explanation {
            test.gate.explain(BearerCredential(token: Substring(token)), request, at: test.clock.instant).explanation
        }
        let stranger = try TokenForge()
        let admitted = explain(token(test.forge))
        #expect(admitted.steps.first { $0.check == .key }?.detail == "kid absent: one of the 2 keys to be tried")
        let unknown = explain(token(stranger, issuer: "https://x.example"))
        #expect(unknown.rejection == .keyUnknown)
        #expect(
            unknown.steps.last?.detail == "there is no kid, and the signature is that of none of the 2 keys tried; "
                + "the token says that it is of https://x.example, which is not an issuer of this API")
        let forged = explain(stranger.token(payload: TokenClaims().json, header: test.forge.header))
        #expect(forged.rejection == .signatureInvalid && forged.steps.last?.check == .signature)
        #expect(forged.steps.last?.detail == "it is not that of the key")
    }
}
