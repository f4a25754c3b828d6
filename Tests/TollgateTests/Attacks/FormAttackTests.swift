import Testing
import Tollgate
import TollgateTesting

@Suite("Attacks on the form of a token")
struct FormAttackTests {
    @Test("Row 13: a token in any JSON serialization is token_malformed, and so is everything around a compact one")
    func refusesJSONSerializations() throws {
        let test = try TestGate.unlimited()
        let good = test.forge.token(payload: TokenClaims().json)
        let parts = good.split(separator: ".").map(String.init)
        let (header, payload, signature) = (parts[0], parts[1], parts[2])
        let signed = "\"protected\":\"\(header)\",\"signature\":\"\(signature)\""
        for token in [
            "{\"payload\":\"\(payload)\",\(signed)}",
            "{\"payload\":\"\(payload)\",\(signed),\"header\":{\"alg\":\"none\"}}",
            "{\"payload\":\"\(payload)\",\"header\":{\"alg\":\"none\"},\"signature\":\"\"}",
            "{\"payload\":\"\(payload)\",\"signatures\":[{\(signed)}]}",
            "{\"payload\":\"\(payload)\",\"signatures\":[]}", "{\"payload\":\"\(payload)\",\"signatures\":{}}",
            "{\"payload\":\"\(payload)\",\"signatures\":[{\(signed)},{}],\"x\":\"\(good)\"}", "[\"\(good)\"]",
            "\"\(good)\"", "{\"access_token\":\"\(good)\"}", "{\"\(good)\":1}", "{}", "[]", "\(good){}", "{}\(good)",
            "{\"protected\":\"\(header)\"}.\(payload).\(signature)",
            "\(header).{\"payload\":\"\(payload)\"}.\(signature)",
            "\(good),\(good)", "\(good) \(good)", "\(good);\(good)", "<\(good)>", "Bearer \(good)",
        ] {
            try test.expect(token, .tokenMalformed)
        }
        try test.expect(good, nil)
    }

    @Test("Row 14: a good token with a dot, a part or an empty part too many or too few is token_malformed")
    func refusesOtherNumbersOfParts() throws {
        let test = try TestGate.unlimited()
        let good = test.forge.token(payload: TokenClaims().json)
        let parts = good.split(separator: ".").map(String.init)
        let (h, p, s) = (parts[0], parts[1], parts[2])
        for token in [
            ".\(good)", "\(good).", "..\(good)", "\(good)..", ".\(good).", "\(h)..\(p).\(s)", "\(h).\(p)..\(s)",
            "\(good).\(s)", "\(h).\(good)", "\(good).\(good)", "\(h).\(p)", "\(h).\(p).", ".\(p).\(s)", "\(h)..\(s)",
            "\(h).", ".\(s)", h, p, s, "", ".", "..", "...", "a", "a.b", "a.b.", ".a.b", "a..b", "e30.e30.e30.e30",
            "\(h)\u{3002}\(p)\u{3002}\(s)", "\(h)\u{FF0E}\(p).\(s)", "\(h)\u{2024}\(p).\(s)", "\(h)%2E\(p)%2E\(s)",
            "\(h):\(p):\(s)", "\(h)\u{0}.\(p).\(s)",
        ] {
            try test.expect(token, .tokenMalformed)
        }
        try test.expect(good, nil)
    }

    @Test("Row 15: floods of dots and of anything else are token_malformed, from one byte to sixteen million")
    func refusesFloods() throws {
        let test = try TestGate.unlimited()
        let good = test.forge.token(payload: TokenClaims().json)
        try test.expect(String(repeating: ".", count: 16_000_000), .tokenMalformed)
        for count in [1, 2, 3, 100, 8_192, 8_193, 65_536, 65_537, 1_000_000] {
            for unit in [".", "e30.", "A", "=", "\u{0}"] {
                let flood = String(repeating: unit, count: count / unit.utf8.count + 1)
                try test.expect(flood, .tokenMalformed)
                if unit != "A" { try test.expect(good + flood, .tokenMalformed) }
            }
        }
        // Three parts, each of which is a flood of its own.
        let half = String(repeating: "A", count: 4_000)
        for token in ["\(half).A.A", "A.\(half).A", "A.A.\(half)", "\(half)\(half)\(half).AA.AA"] {
            try test.expect(token, .tokenMalformed)
        }
        try test.expect(good, nil)
    }

    @Test("Row 15: a token is read up to the configured length, 8 192 bytes where none is, and never beyond 65 536")
    func boundsTheLength() throws {
        let test = try TestGate.unlimited()
        for (configured, longest) in [(nil, 8_192), (2_000, 2_000), (65_536, 65_536), (1_000_000, 65_536), (-1, 0)] {
            var configuration = Gate.Configuration()
            if let configured { configuration.maximumTokenBytes = configured }
            let gate = Gate(catalogue: test.gate.catalogue, configuration: configuration)
            let keys = try KeySet(json: Array(TokenForge.keySet(test.forge).utf8))
            gate.keys.install(keys, issuer: test.slots[0], at: test.clock.instant)
            let base = test.forge.token(payload: TokenClaims().with("pad", "\"\"").json).utf8.count
            var lengths: Set<Bool> = []
            let about = max(0, longest - base) * 3 / 4
            for padding in max(0, about - 4)...(about + 4) {
                let pad = "\"" + String(repeating: "x", count: padding) + "\""
                let token = test.forge.token(payload: TokenClaims().with("pad", pad).json)
                let isShort = token.utf8.count <= longest
                lengths.insert(isShort)
                switch gate.verify(token.utf8Span.span, at: test.clock.instant) {
                case .verified: #expect(isShort, "\(token.utf8.count) bytes were read")
                case .rejected(let rejection): #expect(!isShort && rejection == .tokenMalformed)
                case .awaitingKeys: Issue.record("waits for keys")
                }
            }
            #expect(lengths == (longest < base ? [false] : [true, false]))
        }
    }

    @Test("Row 15: a header is read up to 1 024 characters, and a longer one is token_malformed")
    func boundsTheHeader() throws {
        let test = try TestGate.unlimited()
        for bytes in 700...800 {
            let start = "{\"alg\":\"RS256\",\"kid\":\"key-1\",\"x\":\""
            let header = start + String(repeating: "x", count: bytes - start.utf8.count - 2) + "\"}"
            #expect(header.utf8.count == bytes)
            // 768 bytes are 1 024 characters.
            try test.expect(header: header, bytes <= 768 ? nil : .tokenMalformed)
        }
    }

    @Test("Row 21: nesting is accepted up to a depth of 16, counted with the outermost object, and refused from 17")
    func boundsTheDepth() throws {
        let test = try TestGate.unlimited()
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            func nested(_ depth: Int) -> String {
                let inner = open == "[" ? "" : "0"
                return String(repeating: open, count: depth) + inner + String(repeating: close, count: depth)
            }
            for depth in [1, 14, 15, 16, 17, 31, 32, 33, 64, 90] {
                let expected: Rejection? = depth <= 15 ? nil : .tokenMalformed
                try test.expect(header: "{\"alg\":\"RS256\",\"kid\":\"key-1\",\"x\":\(nested(depth))}", expected)
            }
            for depth in [1, 15, 16, 17, 33, 64, 500, 700] {
                let expected: Rejection? = depth <= 15 ? nil : .claimsMalformed
                try test.expect(payload: TokenClaims().with("x", nested(depth)).json, expected)
            }
        }
        try test.expect(payload: String(repeating: "[", count: 5_000), .claimsMalformed)
        try test.expect(payload: String(repeating: "{\"a\":", count: 1_000), .claimsMalformed)
        try test.expect(payload: TokenClaims().with("aud", String(repeating: "[", count: 5_000)).json, .claimsMalformed)
    }

    @Test("Row 21: 256 members are accepted and 257 refused, in one object or in open ones together")
    func boundsTheMembers() throws {
        let test = try TestGate.unlimited()
        func members(_ count: Int) -> String { (0..<count).map { "\"m\($0)\":0" }.joined(separator: ",") }
        let own = TokenClaims().members.count
        for count in [247, 248, 249, 300, 500] {
            var claims = TokenClaims()
            claims.members += (0..<count).map { ("m\($0)", "0") }
            try test.expect(payload: claims.json, own + count <= 256 ? nil : .claimsMalformed)
            let nested = TokenClaims().with("x", "{\(members(count - 1))}")
            try test.expect(payload: nested.json, own + count <= 256 ? nil : .claimsMalformed)
        }
        // Objects that are closed again do not add up.
        let many = "[" + (0..<30).map { _ in "{\(members(20))}" }.joined(separator: ",") + "]"
        try test.expect(payload: TokenClaims().with("x", many).json, nil)
    }

    @Test("Rows 16, 21: names that collide in FNV-1a are told apart, and a repeated one is found among 248 others")
    func findsDuplicatesAmongMany() throws {
        let test = try TestGate.unlimited()
        for (first, second) in [("costarring", "liquid"), ("declinate", "macallums"), ("altarage", "zinke")] {
            try test.expect(payload: TokenClaims().with(first, "0").with(second, "0").json, nil)
        }
        var claims = TokenClaims()
        claims.members += (0..<248).map { ("m\($0)", "0") }
        claims.members[255].name = "m0"
        try test.expect(payload: claims.json, .claimsMalformed)
    }
}
