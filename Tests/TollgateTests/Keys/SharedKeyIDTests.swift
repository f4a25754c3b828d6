import Testing
import TollgateCatalogue
import TollgateCrypto
import TollgateEncoding
import TollgateTesting

@testable import Tollgate

/// Public reports: apollo router 3017, openziti 4118, agentgateway 3609.
@Suite("Issuers that share a kid do not stand in each other's way", .timeLimit(.minutes(15)))
struct SharedKeyIDTests {
    private static let header = "{\"alg\":\"RS256\",\"kid\":\"1\"}"
    private static let forges = Result { try (0..<6).map { _ in try TokenForge(keyID: "1") } }

    private let forges: [TokenForge]

    init() throws { forges = try Self.forges.get() }

    private static func issuer(_ number: Int) -> String { "https://t\(number).example" }

    /// A gate with these issuers, an API `/N/` for each of them, and the quickstart's API for all of them.
    private func gate(_ count: Int, hasKeys: Bool = true) throws -> TestGate {
        let test = try TestGate.unlimited(hasKeys: false) { catalogue in
            catalogue.issuers = (0..<count).map { Issuer(name: "t\($0)", issuer: Self.issuer($0), audiences: .any) }
            catalogue.apis[0].issuers = catalogue.issuers.map(\.name)
            for number in 0..<count {
                catalogue.apis.append(
                    API(
                        name: "\(number)", listenPath: "/\(number)/", upstream: "http://127.0.0.1:1/",
                        issuers: ["t\(number)"]))
                catalogue.policies[0].access.append(AccessRight(api: "\(number)"))
            }
        }
        guard hasKeys else { return test }
        for (number, forge) in forges.prefix(count).enumerated() {
            try test.install(keys: [forge.webKey], issuer: number)
        }
        return test
    }

    private func token(_ number: Int, issuer: Int? = nil) -> String {
        forges[number].token(payload: TokenClaims(issuer: Self.issuer(issuer ?? number)).json, header: Self.header)
    }

    @Test("Of five and six issuers with one kid each has its tokens admitted, on an API of its own and on one for all")
    func admitsEach() throws {
        for count in [5, 6] {
            let test = try gate(count)
            for number in 0..<count {
                try test.expect(token(number), nil)
                #expect(try test.rejection(token(number), path: "/\(number)/x") == nil)
                let next = (number + 1) % count
                #expect(try test.rejection(token(number), path: "/\(next)/x") == .signatureInvalid)
            }
        }
    }

    @Test("A key vouches for no other issuer, whatever iss has it tried first; nor does a stranger's under that kid")
    func vouchesForNobodyElse() throws {
        let test = try gate(6)
        let stranger = try TokenForge(keyID: "1")
        for number in 0..<6 {
            for issuer in 0..<6 where issuer != number {
                let rejection = try test.rejection(token(number, issuer: issuer))
                // The keys of the issuer that it names come first; the one that fits may be beyond the fourth.
                #expect(rejection == .keyUnknown || rejection == .signatureInvalid)
            }
            let claims = TokenClaims(issuer: Self.issuer(number)).json
            try test.expect(stranger.token(payload: claims, header: Self.header), .signatureInvalid)
            try test.expect(
                forges[number].token(payload: TokenClaims(issuer: "https://x.example").json, header: Self.header),
                number < KeyTable.maximumCandidates ? .issuerUnknown : .signatureInvalid)
        }
        #expect(test.gate.tokenCacheStatistics.entries == 0)
    }

    @Test("No token of an API is tried with more than four keys; iss chooses their order, and none that is not there")
    func boundsTheWork() throws {
        let test = try gate(6)
        let table = test.gate.keys.table()
        let index = test.gate.catalogue.index
        for named in test.slots.map({ Optional($0) }) + [nil, IssuerSlot(index: 99)] {
            for keyID in ["1", nil] as [ExactString?] {
                let keys = table.candidates(for: keyID, of: index.everyIssuer) { named }
                #expect(keys.count == KeyTable.maximumCandidates)
                #expect(!keys.indices.contains { keys[..<$0].contains(keys[$0]) })
                if let place = test.slots.firstIndex(where: { $0 == named }) {
                    #expect(keys.first?.modulus == forges[place].keyPair.modulus)
                }
            }
        }
        for (number, api) in test.gate.catalogue.apis.dropFirst().enumerated() {
            // One key is the only one: the token is not even looked at.
            var isAsked = false
            let keys = table.candidates(for: "1", of: api.issuers) {
                isAsked = true
                return nil
            }
            #expect(keys.map(\.modulus) == [forges[number].keyPair.modulus])
            #expect(!isAsked)
            // An issuer that the API does not admit has no say in it.
            let other = table.candidates(for: "1", of: api.issuers) { test.slots[(number + 1) % 6] }
            #expect(other == keys)
        }
    }

    @Test("Where one issuer has the kid, another whose keys are not there yet may have it too: it is asked once")
    func asksIssuersWithoutTheKey() throws {
        let test = try gate(2, hasKeys: false)
        try test.install(keys: [forges[0].webKey], issuer: 0)
        #expect(try test.rejection(token(0)) == nil)
        // Not `signature_invalid`: that the other's key does not fit says nothing.
        guard case .waiting(.keys(let wait)) = try test.decide(token(1)) else {
            Issue.record("does not wait")
            return
        }
        #expect(wait.fetches.map(\.issuer) == [test.slots[1]])
        test.gate.keys.fetchFailed(issuer: test.slots[1], reason: "refused", at: test.clock.instant)
        #expect(try test.rejection(token(1)) == .keysUnavailable)
        try test.install(keys: [forges[1].webKey], issuer: 1)
        #expect(try test.rejection(token(1)) == nil)
        // Both have the kid now: nobody is asked for what fits neither.
        let forged = forges[2].token(payload: TokenClaims(issuer: Self.issuer(1)).json, header: Self.header)
        test.clock.advance(by: .seconds(30))
        try test.expect(forged, .signatureInvalid)
        #expect(test.gate.keys.statuses(at: test.clock.instant).map(\.unknownKeyFetches) == [0, 1])
    }

    @Test("A bad signature under a kid that one of two issuers has causes one fetch of the other's keys in a cooldown")
    func boundsFetchesForKnownKeyIDs() throws {
        let test = try gate(2, hasKeys: false)
        let other = try Forge.other.get()
        try test.install(keys: [forges[0].webKey], issuer: 0)
        try test.install(keys: [other.webKey], issuer: 1)
        for round in 1...3 as ClosedRange<UInt64> {
            for number in 0..<50 {
                let claims = TokenClaims(issuer: Self.issuer(1)).with("jti", "\"\(round)-\(number)\"").json
                let forged = forges[2].token(payload: claims, header: Self.header)
                if case .waiting = try test.decide(forged) { try test.install(keys: [other.webKey], issuer: 1) }
                #expect(try test.rejection(forged) == .signatureInvalid)
            }
            #expect(test.gate.keys.statuses(at: test.clock.instant).map(\.unknownKeyFetches) == [0, round])
            test.clock.advance(by: .seconds(30))
        }
    }

    @Test("Thousands of issuers with one kid: each API finds the key of its own")
    func findsAmongThousands() throws {
        let key = try KeySet(json: Array(TokenForge.keySet(forges[0]).utf8))
        let own = try KeySet(json: Array(TokenForge.keySet(forges[1]).utf8))
        let sets = (0..<3_000).map { $0 == 1_234 ? own : key }
        let table = KeyTable(
            sets, generations: sets.map { _ in 0 }, freshness: sets.map { _ in KeyFreshness() })
        let names = AudienceNames([])
        let issuers = sets.indices.map { index in
            CompiledIssuer(
                Issuer(name: "\(index)", issuer: "\(index)", audiences: .any), place: index,
                slot: IssuerSlot(index: index), audiences: names)
        }
        for places in [[1_234], [7], [1_234, 7], [7, 8, 1_233], Array(0..<3_000)] {
            let found = table.candidates(for: "1", of: IssuerSet(places, of: issuers, number: 0)) {
                IssuerSlot(index: 1_234)
            }
            let expected = (places.contains(1_234) ? [forges[1]] : []) + (places == [1_234] ? [] : [forges[0]])
            #expect(found.map(\.modulus) == expected.map(\.keyPair.modulus))
        }
    }
}
