import Testing
import Tollgate
import TollgateCrypto
import TollgateEncoding
import TollgateTesting

@Suite("Attacks on the algorithm")
struct AlgorithmAttackTests {
    private static func header(_ algorithm: String) -> String {
        "{\"alg\":\(algorithm),\"typ\":\"JWT\",\"kid\":\"key-1\"}"
    }

    @Test(
        "Row 1: alg none is refused as algorithm_unsupported with every third part, and as token_malformed without one",
        arguments: ["none", "None", "NONE", "nOnE"])
    func refusesNone(algorithm: String) throws {
        let test = try TestGate.unlimited()
        for kid in ["key-1", "unknown"] {
            let header = "{\"alg\":\"\(algorithm)\",\"kid\":\"\(kid)\"}"
            let input = test.forge.signingInput(header: header)
            try test.expect(test.forge.sign(input), .algorithmUnsupported)
            try test.expect(input + ".AA", .algorithmUnsupported)
            try test.expect(input + "." + Base64URL.encode([UInt8](repeating: 0, count: 256)), .algorithmUnsupported)
            try test.expect(input + ".", .tokenMalformed)
            try test.expect(input, .tokenMalformed)
        }
        try test.expect(header: "{\"alg\":\"\(algorithm)\"}", .algorithmUnsupported)
        try test.expect(header: Self.header("\"RS256\""), nil)
    }

    @Test(
        "Row 2: every alg but the exact string RS256 is refused as algorithm_unsupported, although RS256 signed it",
        arguments: Attempt.all(
            .algorithmUnsupported,
            [
                "\"rs256\"", "\"Rs256\"", "\"RS256 \"", "\" RS256\"", "\"RS 256\"", "\"RS256\\u0000\"",
                "\"\\u0000RS256\"", "\"RS256\\u0000HS256\"", "\"RS256\\n\"", "\"RS256\\t\"", "\"RS256\\r\\n\"",
                "\"RS256,none\"", "\"none,RS256\"", "\"RS256;\"", "\"RS0256\"", "\"RS-256\"", "\"RSA256\"", "\"RS25\"",
                "\"RS2566\"", "\"\"", "\"*\"", "\"RS256\\u200b\"", "\"\\ufeffRS256\"", "\"RS256\\u0301\"",
                "\"\u{FF32}\u{FF33}256\"", "\"R\u{405}256\"", "\"RS\u{662}\u{665}\u{666}\"", "\"RS25\u{1D7D4}\"",
                "\"SHA256withRSA\"", "\"RSASSA-PKCS1-v1_5\"", "\"1.2.840.113549.1.1.11\"",
                "\"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256\"", "[\"RS256\"]", "[\"none\",\"RS256\"]", "[]",
                "{\"RS256\":1}", "{\"alg\":\"RS256\"}", "{}", "null", "true", "256", "-0", "1e400",
            ]) + [Attempt("\"RS256\\ud800\"", .tokenMalformed), Attempt("RS256", .tokenMalformed)])
    func refusesOtherSpellings(attempt: Attempt) throws {
        try TestGate.unlimited().expect(header: Self.header(attempt.text), attempt.expected)
    }

    @Test(
        "Row 2: alg is found under its exact name, escaped or not, and nowhere else",
        arguments: [
            Attempt("{\"kid\":\"key-1\"}", .algorithmUnsupported),
            Attempt("{\"ALG\":\"RS256\",\"kid\":\"key-1\"}", .algorithmUnsupported),
            Attempt("{\"alg \":\"RS256\",\"kid\":\"key-1\"}", .algorithmUnsupported),
            Attempt("{\"a\\u0000lg\":\"RS256\",\"kid\":\"key-1\"}", .algorithmUnsupported),
            Attempt("{\"x\":{\"alg\":\"RS256\"},\"kid\":\"key-1\"}", .algorithmUnsupported),
            Attempt("{\"alg\":\"RS256\",\"kid\":\"key-1\"}", nil),
            Attempt("{\"kid\":\"key-1\",\"x\":{\"alg\":\"none\"},\"ALG\":\"none\",\"alg\":\"RS256\"}", nil),
            Attempt("{\"\\u0061lg\":\"\\u0052S\\u003256\",\"kid\":\"key-1\"}", nil),
        ])
    func looksForTheExactName(attempt: Attempt) throws {
        try TestGate.unlimited().expect(header: attempt.text, attempt.expected)
    }

    @Test("Row 3: a MAC keyed with any form of the public key is refused, whatever the header calls it")
    func refusesMACs() throws {
        let test = try TestGate.unlimited()
        let pair = test.forge.keyPair
        let pem = PublicKeyText(pair).pem
        let secrets = [
            PublicKeyText(pair).der, Array(pem.utf8), Array(pem.dropLast().utf8),
            Array(pem.replacing("\n", with: "\r\n").utf8),
            Array(test.forge.webKey.utf8), Array(TokenForge.keySet(test.forge).utf8), pair.modulus, [0] + pair.modulus,
            Array(Base64URL.encode(pair.modulus).utf8), pair.exponent, Array(test.forge.keyID.utf8), [], [0],
        ]
        for secret in secrets {
            for algorithm in ["HS256", "hs256", "HS256 ", "HS384", "HS512", "HMAC-SHA256", "A128KW", "dir"] {
                let token = test.forge.token(header: Self.header("\"\(algorithm)\"")) {
                    HMACSHA256.code(for: $0, key: secret)
                }
                try test.expect(token, .algorithmUnsupported)
            }
            let disguised = test.forge.token { HMACSHA256.code(for: $0, key: secret) }
            try test.expect(disguised, .signatureInvalid)
            let filled = test.forge.token {
                [UInt8](repeating: 0, count: 224) + HMACSHA256.code(for: $0, key: secret)
            }
            try test.expect(filled, .signatureInvalid)
        }
        try test.expect(payload: TokenClaims().json, nil)
    }

    @Test("Row 3: the code that this suite attacks with is HMAC-SHA-256 (RFC 4231, test case 2)")
    func knowsHMAC() {
        let code = HMACSHA256.code(for: Array("what do ya want for nothing?".utf8), key: Array("Jefe".utf8))
        #expect(Base64URL.encode(code) == "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM")
    }

    @Test(
        "Row 4: every other registered algorithm is refused as algorithm_unsupported under the kid of an RS256 key",
        arguments: [
            "RS384", "RS512", "RS1", "PS256", "PS384", "PS512", "ES256", "ES256K", "ES384", "ES512", "EdDSA",
            "Ed25519", "Ed448", "ML-DSA-44", "RSA1_5", "RSA-OAEP", "RSA-OAEP-256", "ECDH-ES", "PBES2-HS256+A128KW",
        ])
    func refusesOtherAlgorithms(algorithm: String) throws {
        try TestGate.unlimited().expect(header: Self.header("\"\(algorithm)\""), .algorithmUnsupported)
    }

    @Test("Row 4: a true RS384, RS512 or PS256 signature of the key's owner does not make its algorithm acceptable")
    func refusesTrueSignaturesOfOtherAlgorithms() throws {
        let test = try TestGate.unlimited()
        let key = try RawRSA(test.forge.keyPair)
        let blocks: [(String, ([UInt8], Int) -> [UInt8])] = [
            ("RS384", EncodedMessage.rs384), ("RS512", EncodedMessage.rs512),
            ("PS256", { EncodedMessage.ps256($0, count: $1) }),
        ]
        for (algorithm, block) in blocks {
            let sign = { (input: [UInt8]) in try key.signature(of: block(input, key.byteCount)) }
            try test.expect(
                test.forge.token(header: Self.header("\"\(algorithm)\""), signedBy: sign), .algorithmUnsupported)
            try test.expect(test.forge.token(signedBy: sign), .signatureInvalid)
        }
    }

    @Test("Row 5: what hostile headers say of a key changes nothing about the key")
    func keepsTheKey() throws {
        let test = try TestGate.unlimited()
        let before = test.gate.keys.statuses(at: test.clock.instant)[0].keySet?.entries
        for algorithm in ["HS256", "none", "RS512", "PS256", "ES256"] {
            for extra in ["", ",\"jwk\":{\"kty\":\"oct\",\"k\":\"AA\",\"kid\":\"key-1\",\"alg\":\"\(algorithm)\"}"] {
                let header = "{\"alg\":\"\(algorithm)\",\"kid\":\"key-1\"\(extra)}"
                try test.expect(header: header, .algorithmUnsupported)
                let mac = test.forge.token(header: header) { HMACSHA256.code(for: $0, key: [0]) }
                try test.expect(mac, .algorithmUnsupported)
                try test.expect(payload: TokenClaims().with("jti", "\"\(algorithm)\(extra.count)\"").json, nil)
            }
        }
        let after = test.gate.keys.statuses(at: test.clock.instant)[0].keySet?.entries
        #expect(before?.map(\.keyID) == ["key-1"])
        #expect(after?.map(\.keyID) == ["key-1"])
        #expect(after?.map(\.key) == before?.map(\.key))
    }
}
