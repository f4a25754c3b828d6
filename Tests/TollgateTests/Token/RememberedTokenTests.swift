import Testing
import TollgateCatalogue
import TollgateTesting

@testable import Tollgate

@Suite("A remembered token answers as a fresh one does, on every API", .timeLimit(.minutes(15)))
struct RememberedTokenTests {
    private static let names = ["a", "b", "c", "d"]
    private static let forges = Result { try (0..<8).map { try TokenForge(keyID: "key-\($0)") } }

    private let forges: [TokenForge]
    private let sets: [KeySet]

    /// Four issuers: `a` and `b` have different keys under one kid, `a` and `c` share a key and its kid, `b` and `c` share
    /// one under different kids, and `d` has more keys than are tried, one of them without a kid.
    init() throws {
        forges = try Self.forges.get()
        func set(_ keys: [(forge: Int, keyID: String?)]) throws -> KeySet {
            let keys = try keys.map { key in
                try Self.forges.get()[key.forge].webKey([("kid", key.keyID.map { "\"\($0)\"" })])
            }
            return try KeySet(json: Array("{\"keys\":[\(keys.joined(separator: ","))]}".utf8))
        }
        sets = [
            try set([(0, "1")]), try set([(1, "1"), (2, "2")]), try set([(0, "1"), (2, "other")]),
            try set([(3, "1"), (4, "2"), (5, nil), (6, "6"), (7, "7")]),
        ]
    }

    private static func issuer(_ name: String) -> String { "https://\(name).example" }

    /// A catalogue with an API for each set of issuers that is not empty; `shift` moves the issuers round.
    private func catalogue(shift: Int = 0) -> Catalogue {
        var catalogue = TestCatalogue.payments()
        catalogue.policies[1].limits = Limits(rate: .unlimited)
        catalogue.policies[0].access = []
        catalogue.issuers = Self.names.map { Issuer(name: $0, issuer: Self.issuer($0), audiences: .any) }
        // A typ that one issuer alone gives its tokens.
        catalogue.issuers[3].tokenTypes = ["d+jwt", "JWT", nil]
        catalogue.apis = (1..<16).map { bits in
            let issuers = Self.names.indices.filter { bits & 1 << $0 != 0 }.map { Self.names[($0 + shift) % 4] }
            return API(
                name: "\(bits)", listenPath: "/\(bits)/", upstream: "http://127.0.0.1:1/",
                issuers: bits % 2 == 0 ? issuers : issuers.reversed())
        }
        catalogue.policies[0].access = catalogue.apis.map { AccessRight(api: $0.name) }
        return catalogue
    }

    /// Every key with every kid, with none, and for every issuer and one that nobody knows.
    private func tokens() -> [String] {
        let members = ["1", "2", "other", "7"].map { "\"kid\":\"\($0)\"," } + ["", "\"typ\":\"d+jwt\","]
        let payloads = (Self.names + ["nobody"]).map { TokenClaims(issuer: Self.issuer($0)).json }
        return forges.flatMap { forge in
            members.flatMap { member in
                payloads.map { forge.token(payload: $0, header: "{\(member)\"alg\":\"RS256\"}") }
            }
        }
    }

    private func gate(_ catalogue: CompiledCatalogue) -> Gate {
        let gate = Gate(catalogue: catalogue, keys: KeyStore(catalogue, isFixed: true))
        install(in: gate)
        return gate
    }

    private func install(in gate: Gate) {
        for (slot, set) in zip(gate.catalogue.issuerSlots, sets) {
            gate.keys.install(set, issuer: slot, at: ManualClock().instant)
        }
    }

    private func answer(_ gate: Gate, _ token: String, on place: Int) throws -> String {
        let api = gate.catalogue.apis[place]
        let request = GateRequest(api: api, method: "GET", path: try RequestPath(target: "/\(api.name)/x"))
        switch gate.decide(BearerCredential(token: token[...]), request, at: ManualClock().instant) {
        case .admit: return "admitted"
        case .reject(let rejection, _): return rejection.code
        case .waiting: return "waits"
        }
    }

    /// What a gate that has seen nothing yet answers on each API.
    private func freshAnswers(_ token: String, _ catalogue: CompiledCatalogue) throws -> [String] {
        try catalogue.apis.indices.map { try answer(gate(catalogue), token, on: $0) }
    }

    @Test(
        "Over all pairs of issuers and APIs, with shared keys, shared kids and no kid, whichever API has seen it first")
    func answersAlike() throws {
        let catalogue = try CompiledCatalogue(catalogue())
        var outcomes: Set<String> = []
        var admissions = 0
        for token in tokens() {
            let fresh = try freshAnswers(token, catalogue)
            let gate = gate(catalogue)
            for _ in 0..<2 {
                let places = Array(catalogue.apis.indices)
                for place in places + places.reversed() {
                    #expect(try answer(gate, token, on: place) == fresh[place])
                }
            }
            admissions += fresh.count { $0 == "admitted" }
            outcomes.formUnion(fresh)
        }
        #expect(admissions > 100)
        #expect(
            outcomes == ["admitted", "key_unknown", "signature_invalid", "issuer_unknown", "token_type_unsupported"])
    }

    @Test("The same after a reload that gives the APIs other issuers, for tokens that were remembered before it")
    func answersAlikeAfterReload() throws {
        let before = try CompiledCatalogue(catalogue())
        let after = catalogue(shift: 1)
        let fresh = try CompiledCatalogue(after)
        for token in tokens() {
            let gate = gate(before)
            for place in before.apis.indices { _ = try answer(gate, token, on: place) }
            try gate.reload(after)
            let expected = try freshAnswers(token, fresh)
            for place in expected.indices { #expect(try answer(gate, token, on: place) == expected[place]) }
        }
    }

    @Test("Headers that are remembered for one API say nothing on another, of other tokens either")
    func remembersHeadersForEachAPI() throws {
        let catalogue = try CompiledCatalogue(catalogue())
        let gate = gate(catalogue)
        for round in 0..<2 {
            for (number, token) in tokens().enumerated() where number % 3 == 0 {
                let fresh = try freshAnswers(token, catalogue)
                for place in catalogue.apis.indices {
                    #expect(try answer(gate, token, on: place) == fresh[place], "round \(round)")
                }
            }
        }
    }
}
