import Testing
import Tollgate
import TollgateTesting

@Suite("Attacks with members that are there twice")
struct DuplicateAttackTests {
    @Test(
        "Row 16: a header with a member twice is token_malformed, however the second one is written",
        arguments: [
            "\"alg\":\"RS256\"", "\"alg\":\"none\"", "\"\\u0061lg\":\"RS256\"", "\"\\u0061\\u006c\\u0067\":\"none\"",
            "\"kid\":\"key-1\"", "\"kid\":\"key-2\"", "\"ki\\u0064\":\"key-1\"", "\"typ\":\"JWT\"",
            "\"\\u0074yp\":\"at+jwt\"", "\"x\":1,\"x\":1", "\"x\":1,\"\\u0078\":2", "\"\":1,\"\":2",
            "\"x\":{\"y\":1,\"y\":2}", "\"x\":[{\"y\":1,\"\\u0079\":2}]", "\"\u{E9}\":1,\"\\u00E9\":2",
        ])
    func refusesInHeaders(member: String) throws {
        let header = "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"key-1\",\(member)}"
        try TestGate.unlimited().expect(header: header, .tokenMalformed)
    }

    @Test(
        "Row 16: a signed claims set with a member twice is claims_malformed, however the second one is written",
        arguments: [
            "\"scope\":\"product_payments free_plan\"", "\"sc\\u006fpe\":\"product_payments free_plan\"",
            "\"sc\\u006Fpe\":\"admin\"", "\"\\u0073\\u0063\\u006f\\u0070\\u0065\":\"\"", "\"exp\":1700000300",
            "\"exp\":253402300799", "\"\\u0065xp\":null", "\"iss\":\"https://idp.example/realms/DCR\"",
            "\"is\\u0073\":\"https://evil.example\"", "\"azp\":\"client-1\"", "\"azp\":\"client-2\"",
            "\"aud\":\"a\",\"aud\":\"a\"", "\"aud\":\"a\",\"\\u0061ud\":\"b\"", "\"nbf\":1,\"nbf\":1",
            "\"sub\":\"admin\"", "\"typ\":\"Bearer\"", "\"cnf\":{},\"cnf\":{}", "\"x\":1,\"x\":1",
            "\"x\":{\"a\":1,\"a\":1}", "\"x\":[[{\"a\":1,\"b\":2,\"\\u0061\":3}]]", "\"\":0,\"\":0",
            "\"a/b\":1,\"a\\/b\":2", "\"a\\\"b\":1,\"a\\u0022b\":2", "\"a\\\\b\":1,\"a\\u005cb\":2",
            "\"a\\tb\":1,\"a\\u0009b\":2", "\"\\u0000\":1,\"\\u0000\":2", "\"\u{1F511}\":1,\"\\ud83d\\udd11\":2",
            "\"\u{20AC}\":1,\"\\u20ac\":2", "\"__proto__\":1,\"__proto__\":2",
        ])
    func refusesInClaims(member: String) throws {
        let test = try TestGate.unlimited()
        let claims = TokenClaims().json.dropLast()
        try test.expect(payload: "\(claims),\(member)}", .claimsMalformed)
        try test.expect(payload: "{\(member),\(claims.dropFirst())}", .claimsMalformed)
    }

    @Test(
        "Row 16: members that differ in case, in depth or in their bytes are two members, and are accepted",
        arguments: [
            "\"Scope\":\"admin\",\"SCOPE\":\"admin\"", "\"x\":{\"scope\":\"admin\",\"exp\":1,\"iss\":2}",
            "\"a\":{\"a\":{\"a\":1}}", "\"a\":[{\"b\":1},{\"b\":1}]", "\"scope \":\"x\",\"scope\\u0000\":\"x\"",
            "\"caf\u{E9}\":1,\"cafe\u{301}\":2", "\"\u{212B}\":1,\"\u{C5}\":2", "\"a\":1,\"A\":2,\"\u{FF41}\":3",
            "\"\\u006eote\":\"an escape is no offence\"",
        ])
    func acceptsDifferentMembers(member: String) throws {
        try TestGate.unlimited().expect(payload: "\(TokenClaims().json.dropLast()),\(member)}", nil)
    }

    @Test("Row 16: a key set with a member twice, in the set or in one of its keys, is refused whole")
    func refusesInKeySets() throws {
        let forge = try Forge.shared.get()
        let key = forge.webKey([])
        func error(_ text: String) -> KeySetError? {
            do throws(KeySetError) {
                _ = try KeySet(json: Array(text.utf8))
                return nil
            } catch { return error }
        }
        let members = [
            "\"kty\":\"RSA\"", "\"\\u006bty\":\"RSA\"", "\"kid\":\"key-1\"", "\"k\\u0069d\":\"key-9\"",
            "\"e\":\"AQAB\"",
            "\"\\u0065\":\"Aw\"", "\"n\":\"AQAB\"", "\"use\":\"sig\",\"use\":\"enc\"", "\"x\":1,\"\\u0078\":1",
            "\"alg\":\"RS256\",\"\\u0061lg\":\"HS256\"",
        ]
        for member in members {
            let bad = "\(key.dropLast()),\(member)}"
            #expect(error("{\"keys\":[\(bad)]}") == .malformed)
            #expect(error("{\"keys\":[\(key),\(bad)]}") == .malformed)
        }
        #expect(error("{\"keys\":[\(key)],\"keys\":[]}") == .malformed)
        #expect(error("{\"keys\":[],\"k\\u0065ys\":[\(key)]}") == .malformed)
        #expect(error("{\"x\":1,\"x\":1,\"keys\":[\(key)]}") == .malformed)
        #expect(error("{\"keys\":[\(key)],\"x\":{\"keys\":[]},\"Keys\":[]}") == nil)
    }
}
