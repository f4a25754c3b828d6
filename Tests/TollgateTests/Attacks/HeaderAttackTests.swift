import Testing
import Tollgate
import TollgateCatalogue
import TollgateEncoding
import TollgateTesting

@Suite("Attacks on the header's members")
struct HeaderAttackTests {
    private static func header(_ member: String) -> String {
        "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"key-1\",\(member)}"
    }

    @Test(
        "Row 10: a token with any crit member is refused as header_unsupported",
        arguments: Attempt.all(
            .headerUnsupported,
            [
                "\"crit\":[\"exp\"]", "\"crit\":[]", "\"crit\":[\"b64\"]", "\"crit\":[\"b64\"],\"b64\":true",
                "\"crit\":[\"alg\"]", "\"crit\":[\"kid\",\"typ\"]", "\"crit\":[\"crit\"]", "\"crit\":[\"\"]",
                "\"crit\":[\"x\"],\"x\":1", "\"crit\":[\"x\",\"x\"],\"x\":1", "\"crit\":[1]", "\"crit\":[null]",
                "\"crit\":[[\"exp\"]]", "\"crit\":\"exp\"", "\"crit\":\"\"", "\"crit\":null", "\"crit\":true",
                "\"crit\":false", "\"crit\":0", "\"crit\":{}", "\"crit\":{\"exp\":1}", "\"\\u0063rit\":[\"exp\"]",
                "\"cri\\u0074\":[]", "\"crit\":[\"http://openbanking.org.uk/iat\"]",
            ]) + [
                Attempt("\"crit\":[\"exp\"],\"crit\":[]", .tokenMalformed),
                Attempt("\"crit\":[\"exp\"],\"\\u0063rit\":[]", .tokenMalformed),
                Attempt("\"Crit\":[\"exp\"]", nil), Attempt("\"critical\":[\"exp\"]", nil),
                Attempt("\"x\":{\"crit\":[\"exp\"]}", nil), Attempt("\"crit \":[\"exp\"]", nil),
            ])
    func refusesCrit(attempt: Attempt) throws {
        try TestGate.unlimited().expect(header: Self.header(attempt.text), attempt.expected)
    }

    @Test(
        "Row 11: a token with any b64 member is refused as header_unsupported",
        arguments: Attempt.all(
            .headerUnsupported,
            [
                "\"b64\":false", "\"b64\":true", "\"b64\":null", "\"b64\":\"false\"", "\"b64\":0", "\"b64\":[]",
                "\"b64\":false,\"crit\":[\"b64\"]", "\"\\u00624\\u0034\":false,\"b64\":false", "\"b\\u00364\":false",
            ]) + [
                Attempt("\"b64\":false,\"b\\u00364\":false", .tokenMalformed), Attempt("\"B64\":false", nil),
                Attempt("\"b64url\":false", nil),
            ])
    func refusesB64(attempt: Attempt) throws {
        try TestGate.unlimited().expect(header: Self.header(attempt.text), attempt.expected)
    }

    @Test("Row 11: an unencoded or detached payload is refused, although it is what was signed (RFC 7797 §3)")
    func refusesUnencodedPayloads() throws {
        let test = try TestGate.unlimited()
        for member in ["\"b64\":false,\"crit\":[\"b64\"]", "\"x\":1"] {
            let header = Base64URL.encode(Array(Self.header(member).utf8))
            let raw = test.forge.sign(header + "." + TokenClaims().json)
            try test.expect(raw, .tokenMalformed)
            let parts = raw.split(separator: ".")
            try test.expect("\(header)..\(parts[parts.count - 1])", .tokenMalformed)
        }
        // A payload that is base64url text and no encoding of JSON.
        try test.expect(
            test.forge.sign(Base64URL.encode(Array(Self.header("\"b64\":false").utf8)) + ".AAAA"), .headerUnsupported)
        try test.expect(test.forge.sign(Base64URL.encode(Array(test.forge.header.utf8)) + ".AAAA"), .claimsMalformed)
    }

    @Test(
        "Row 12: a three-part token with zip or enc is refused as header_unsupported before anything is inflated",
        arguments: Attempt.all(
            .headerUnsupported,
            [
                "\"zip\":\"DEF\"", "\"zip\":\"GZIP\"", "\"zip\":\"none\"", "\"zip\":\"\"", "\"zip\":null", "\"zip\":[]",
                "\"z\\u0069p\":\"DEF\"", "\"enc\":\"A256GCM\"", "\"enc\":\"none\"", "\"enc\":null", "\"\\u0065nc\":1",
                "\"enc\":\"A128CBC-HS256\",\"zip\":\"DEF\"", "\"p2c\":2147483647,\"enc\":\"A256GCM\"",
            ]) + [
                // Parameters of algorithms that Tollgate does not have cost nothing and mean nothing (RFC 7515 §4).
                Attempt("\"p2c\":2147483647,\"p2s\":\"AA\"", nil), Attempt("\"epk\":{},\"apu\":\"x\"", nil),
                Attempt("\"ZIP\":\"DEF\"", nil),
            ])
    func refusesCompressionAndEncryption(attempt: Attempt) throws {
        try TestGate.unlimited().expect(header: Self.header(attempt.text), attempt.expected)
    }

    @Test(
        "Row 12: a JWE of five parts is token_malformed whatever its header says, and so is any number of parts but three",
        arguments: [
            "{\"alg\":\"RSA-OAEP\",\"enc\":\"A256GCM\",\"kid\":\"key-1\"}",
            "{\"alg\":\"dir\",\"enc\":\"A128CBC-HS256\"}",
            "{\"alg\":\"PBES2-HS512+A256KW\",\"enc\":\"A256GCM\",\"p2c\":2147483647,\"p2s\":\"AA\"}",
            "{\"alg\":\"RS256\",\"kid\":\"key-1\"}", "{\"alg\":\"RSA-OAEP\",\"enc\":\"A256GCM\",\"zip\":\"DEF\"}",
        ])
    func refusesJWE(header: String) throws {
        let test = try TestGate.unlimited()
        let encoded = Base64URL.encode(Array(header.utf8))
        let good = test.forge.token(payload: TokenClaims().json)
        for rest in [".AA.AA.AA.AA", "....", "..AA.AA.AA", ".\(good).AA", ".AA.\(good)"] {
            try test.expect(encoded + rest, .tokenMalformed)
        }
        try test.expect(test.forge.sign("\(encoded).AA.AA.AA"), .tokenMalformed)
        try test.expect(good, nil)
    }

    @Test(
        "Row 26: a header typ other than an access token's is refused as token_type_unsupported",
        arguments: Attempt.all(
            .tokenTypeUnsupported,
            [
                "\"dpop+jwt\"", "\"logout+jwt\"", "\"secevent+jwt\"", "\"id+jwt\"", "\"id_token+jwt\"", "\"rt+jwt\"",
                "\"oauth-authz-req+jwt\"", "\"client-authentication+jwt\"", "\"entity-statement+jwt\"",
                "\"token-introspection+jwt\"", "\"JWS\"", "\"JWE\"", "\"JOSE\"", "\"JOSE+JSON\"", "\"at+jws\"",
                "\"at+jwt \"", "\" at+jwt\"", "\"at+jwt\\u0000\"", "\"at+jwt;v=1\"", "\"at+jwt,dpop+jwt\"",
                "\"application/dpop+jwt\"", "\"application/application/at+jwt\"", "\"/at+jwt\"", "\"application/\"",
                "\"text/at+jwt\"", "\"applicatio\\u0130n/at+jwt\"", "\"at%2Bjwt\"", "\"at jwt\"", "\"a\u{1D57B}+jwt\"",
                "\"\u{FF41}t+jwt\"", "\"\"", "null", "1", "true", "[]", "[\"at+jwt\"]", "{}",
            ])
            + Attempt.all(
                nil,
                [
                    "\"at+jwt\"", "\"AT+JWT\"", "\"aT+Jwt\"", "\"application/at+jwt\"", "\"Application/AT+JWT\"",
                    "\"JWT\"", "\"jwt\"", "\"application/jwt\"", "\"application\\/at+jwt\"", "\"at\\u002bjwt\"",
                ]))
    func refusesOtherTypes(attempt: Attempt) throws {
        let test = try TestGate.unlimited()
        try test.expect(header: "{\"alg\":\"RS256\",\"kid\":\"key-1\",\"typ\":\(attempt.text)}", attempt.expected)
    }

    @Test("Row 26: an issuer of the profile rfc9068 is asked for at+jwt, also where another issuer may leave typ out")
    func asksForTheTypeOfTheIssuer() throws {
        for isAlone in [true, false] {
            let test = try TestGate.unlimited {
                $0.issuers[0].tokenTypes = ["at+jwt"]
                if !isAlone {
                    $0.issuers.append(Issuer(name: "other", issuer: "https://other.example", audiences: .any))
                    $0.apis[0].issuers.append("other")
                }
            }
            let payload = TokenClaims().json
            for type in ["", ",\"typ\":\"JWT\"", ",\"typ\":\"jwt\"", ",\"typ\":\"application/jwt\""] {
                let header = "{\"alg\":\"RS256\",\"kid\":\"key-1\"\(type)}"
                #expect(
                    try test.rejection(test.forge.token(payload: payload, header: header)) == .tokenTypeUnsupported)
                let other = TokenClaims(issuer: "https://other.example").json
                let expected: Rejection? = isAlone ? .tokenTypeUnsupported : nil
                #expect(try test.rejection(test.forge.token(payload: other, header: header)) == expected)
            }
            for type in ["at+jwt", "application/AT+JWT"] {
                let header = "{\"alg\":\"RS256\",\"kid\":\"key-1\",\"typ\":\"\(type)\"}"
                #expect(try test.rejection(test.forge.token(payload: payload, header: header)) == nil)
            }
        }
    }

    @Test(
        "Row 27: a token with any cty member is refused as header_unsupported",
        arguments: Attempt.all(
            .headerUnsupported,
            [
                "\"cty\":\"JWT\"", "\"cty\":\"jwt\"", "\"cty\":\"application/json\"", "\"cty\":\"\"", "\"cty\":null",
                "\"cty\":[]", "\"c\\u0074y\":\"JWT\"",
            ]) + [Attempt("\"CTY\":\"JWT\"", nil), Attempt("\"x\":{\"cty\":\"JWT\"}", nil)])
    func refusesContentTypes(attempt: Attempt) throws {
        try TestGate.unlimited().expect(header: Self.header(attempt.text), attempt.expected)
    }

    @Test("Row 27: a token inside a token is claims_malformed, signed or not, and a claim cty means nothing")
    func refusesNestedTokens() throws {
        let test = try TestGate.unlimited()
        let inner = test.forge.token(payload: TokenClaims().json)
        for payload in [inner, "\"\(inner)\"", "[\"\(inner)\"]", " \(inner) "] {
            try test.expect(payload: payload, .claimsMalformed)
        }
        try test.expect(payload: TokenClaims().with("cty", "\"JWT\"").json, nil)
    }
}
