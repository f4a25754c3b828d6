import Testing
import Tollgate
import TollgateCatalogue
import TollgateTesting

@Suite("Attacks on the choice of the key")
struct KeyChoiceAttackTests {
    /// Where attackers would like keys to be fetched from.
    private static let places = [
        "https://evil.example/jwks.json", "http://169.254.169.254/latest/meta-data/", "http://127.0.0.1:9901/metrics",
        "file:///etc/passwd", "https://idp.example/realms/DCR/../../evil", "gopher://127.0.0.1:6379/_FLUSHALL", "",
    ]

    @Test("Row 6: a token that brings its own key is refused as header_unsupported, and its key verifies nothing")
    func refusesEmbeddedKeys() throws {
        let test = try TestGate.unlimited()
        let attacker = try Forge.other.get()
        let own = attacker.webKey([("kid", "\"key-1\""), ("alg", "\"RS256\"")])
        let members = [
            "\"jwk\":\(own)", "\"jwk\":{}", "\"jwk\":null", "\"jwk\":\"\"", "\"jwk\":[\(own)]", "\"j\\u0077k\":\(own)",
            "\"x5c\":[\"MIIB\"]", "\"x5c\":[]", "\"x5c\":null", "\"x5c\":\"MIIB\"", "\"\\u00785c\":[\"MIIB\"]",
        ]
        for member in members {
            for kid in ["key-1", "key-2", "unknown"] {
                let header = "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"\(kid)\",\(member)}"
                // The key alone is too long for a header, and that is refused as well, only for another reason.
                let expected: Rejection = header.utf8.count > 768 ? .tokenMalformed : .headerUnsupported
                try test.expect(attacker.token(payload: TokenClaims().json, header: header), expected)
                try test.expect(test.forge.token(payload: TokenClaims().json, header: header), expected)
            }
        }
    }

    @Test("Row 6: members that only resemble jwk and x5c are ignored, as RFC 7515 §4 wants it")
    func ignoresOtherMembers() throws {
        let test = try TestGate.unlimited()
        for member in ["\"JWK\":{}", "\"jwks\":{}", "\"x\":{\"jwk\":{}}", "\"x5C\":[]"] {
            try test.expect(header: "{\"alg\":\"RS256\",\"kid\":\"key-1\",\(member)}", nil)
        }
    }

    @Test("Rows 6, 7: jku, x5u and x5t choose no key: who signs with the key they point at gets signature_invalid")
    func ignoresReferences() throws {
        let test = try TestGate.unlimited()
        let attacker = try Forge.other.get()
        for place in Self.places {
            for member in ["jku", "x5u", "x5t", "x5t#S256", "\\u006aku"] {
                let header = "{\"alg\":\"RS256\",\"kid\":\"key-1\",\"\(member)\":\"\(place)\"}"
                try test.expect(attacker.token(payload: TokenClaims().json, header: header), .signatureInvalid)
                try test.expect(test.forge.token(payload: TokenClaims().json, header: header), nil)
            }
        }
    }

    @Test("Rows 7, 28: an unknown kid asks the configured issuer for its keys once, whatever jku, x5u and iss say")
    func fetchesFromConfiguredIssuersOnly() async throws {
        let test = try TestGate.unlimited()
        let attacker = try Forge.other.get()
        for place in Self.places {
            let header = "{\"alg\":\"RS256\",\"kid\":\"unknown\",\"jku\":\"\(place)\",\"x5u\":\"\(place)\"}"
            let payload = TokenClaims(issuer: place).json
            guard case .waiting = try test.decide(attacker.token(payload: payload, header: header)) else {
                Issue.record("does not wait")
                return
            }
        }
        // Seven tokens, one claimed fetch: once it is answered, nothing else is asked for.
        var fetches = test.gate.keys.fetchRequests.makeAsyncIterator()
        #expect(await fetches.next() == test.slots[0])
        try test.install(test.forge)
        for place in Self.places {
            let header = "{\"alg\":\"RS256\",\"kid\":\"unknown\",\"jku\":\"\(place)\"}"
            try test.expect(attacker.token(payload: TokenClaims(issuer: place).json, header: header), .keyUnknown)
        }
    }

    /// What attackers write into a kid, as JSON strings.
    private static let kids = [
        "../../etc/passwd", "..\\\\..\\\\windows\\\\win.ini", "/dev/null", "key-1/../key-1", "./key-1", "key-1/",
        "' OR 1=1 --", "key-1' --", "x' UNION SELECT 'AyM' --", "$(id)", "| sleep 10", "key-1;id",
        "${jndi:ldap://evil}",
        "https://evil.example/key-1", "key-1?x", "key-1#x", "key%2D1", "KEY-1", "Key-1", " key-1", "key-1 ", "key-1\\n",
        "key-1\\r\\nX-Evil: 1", "key-1\\u0000", "\\u0000", "key\\u20101", "\\uff4bey-1", "key-1\\u200b", "key-\\u0661",
        "\\u001b[2J", "*", "key-?", "key-[0-9]", "key", "key-11", "-1", "null", "undefined", "__proto__", "constructor",
    ]

    @Test("Row 8: a kid is compared byte for byte and never resolved: what only resembles a key's is key_unknown")
    func comparesKidsExactly() throws {
        for kid in Self.kids {
            let test = try TestGate.unlimited()
            let header = "{\"alg\":\"RS256\",\"kid\":\"\(kid)\"}"
            let token = test.forge.token(payload: TokenClaims().json, header: header)
            guard case .waiting = try test.decide(token) else {
                Issue.record("`\(kid)` does not wait for the keys")
                continue
            }
            #expect(test.hasCausedFetch)
            try test.install(test.forge)
            try test.expect(token, .keyUnknown)
        }
    }

    @Test("Row 8: a key whose published kid is hostile is found under exactly that kid, which is opaque")
    func findsKeysByOpaqueKids() throws {
        let forge = try Forge.shared.get()
        for kid in Self.kids + ["caf\u{E9}", "cafe\u{301}", "\u{1F511}", String(repeating: "k", count: 256)] {
            let test = try TestGate.unlimited(hasKeys: false)
            try test.install(keys: [forge.webKey([("kid", "\"\(kid)\"")])])
            try test.expect(header: "{\"alg\":\"RS256\",\"kid\":\"\(kid)\"}", nil)
        }
        let test = try TestGate.unlimited(hasKeys: false)
        try test.install(keys: [forge.webKey([("kid", "\"caf\u{E9}\"")])])
        try test.expect(header: "{\"alg\":\"RS256\",\"kid\":\"caf\\u00e9\"}", nil)
        let token = forge.token(payload: TokenClaims().json, header: "{\"alg\":\"RS256\",\"kid\":\"cafe\u{301}\"}")
        #expect(try test.rejection(token) == .keyUnknown)
    }

    @Test(
        "Row 8: a kid that is no string, is empty or has more than 256 bytes is token_malformed and causes no fetch",
        arguments: Attempt.all(
            .tokenMalformed,
            [
                "1", "null", "true", "[]", "[\"key-1\"]", "{}", "{\"kid\":\"key-1\"}", "\"\"", "\"key-1\\ud800\"",
                "\"\(String(repeating: "k", count: 257))\"", "\"\(String(repeating: "\u{E9}", count: 129))\"",
            ]) + [Attempt("\"key-1\"", nil), Attempt("\"\\u006bey-1\"", nil)])
    func boundsKids(attempt: Attempt) throws {
        try TestGate.unlimited().expect(header: "{\"alg\":\"RS256\",\"kid\":\(attempt.text)}", attempt.expected)
    }

    @Test("Row 8: explaining a hostile token begins no line of a log and moves no cursor")
    func explainsWithoutControlCharacters() throws {
        let test = try TestGate.unlimited()
        let path = try RequestPath(target: "/payment-api/get")
        let request = GateRequest(api: try #require(test.gate.catalogue.api(for: path)), method: "GET", path: path)
        let hostile = "x\\n2026-01-01 all is well\\u001b[2J\\r\\u009b1A\\u2028\\u202ey"
        try test.install(keys: [test.forge.webKey([("kid", "\"\(hostile)\"")]), test.forge.webKey])
        let tokens = [
            test.forge.token(
                payload: TokenClaims().json, header: "{\"alg\":\"RS256\",\"kid\":\"\(hostile)\"}"),
            test.forge.token(payload: TokenClaims(issuer: hostile).json),
            test.forge.token(payload: TokenClaims(client: hostile).json),
        ]
        for token in tokens {
            let credential = BearerCredential(token: Substring(token))
            let explanation = test.gate.explain(credential, request, at: test.clock.instant).explanation
            let text = explanation.steps.map(\.detail).joined()
            let isHarmful = text.unicodeScalars.contains { scalar in
                scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || (0x2028...0x202E).contains(scalar.value)
            }
            #expect(!isHarmful)
        }
    }

    @Test("Row 9: an unknown kid is key_unknown although a key of the set would verify the signature, or the only one")
    func fallsBackToNoKey() throws {
        let test = try TestGate.unlimited()
        let third = try TokenForge(keyID: "key-3")
        let forges = [test.forge, try Forge.other.get(), third]
        for count in 1...3 {
            let keys = forges.prefix(count).map(\.webKey)
            try test.install(keys: keys)
            for signer in forges.prefix(count) {
                let token = signer.token(payload: TokenClaims().json, header: "{\"alg\":\"RS256\",\"kid\":\"gone\"}")
                _ = try test.decide(token)
                try test.install(keys: keys)
                try test.expect(token, .keyUnknown)
            }
        }
        // The kid of another key of the set is no way round either: no second key is tried.
        let wrong = third.token(payload: TokenClaims().json, header: test.forge.header)
        try test.expect(wrong, .signatureInvalid)
        try test.expect(third.token(payload: TokenClaims().json), nil)
    }

    @Test("Row 9: without a kid a token is tried with the keys of the API's issuers, and with no other")
    func triesTheIssuersKeysWithoutKid() throws {
        let test = try TestGate.unlimited()
        let second = try Forge.other.get()
        let anonymous = "{\"alg\":\"RS256\",\"typ\":\"JWT\"}"
        try test.expect(header: anonymous, nil)
        let token = second.token(payload: TokenClaims().json, header: anonymous)
        _ = try test.decide(token)
        try test.install(test.forge)
        try test.expect(token, .keyUnknown)
        try test.install(test.forge, second)
        try test.expect(token, nil)
        let third = test.forge.token(payload: TokenClaims().with("jti", "\"2\"").json, header: anonymous)
        try test.expect(third, nil)
    }
}
