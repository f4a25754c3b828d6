import Testing
import TollgateTesting

@testable import Tollgate

@Suite("A token is refused by its form before any key is looked up")
struct TokenFormTests {
    struct Row: CustomTestStringConvertible, Sendable {
        let name: String
        let expected: Rejection
        let header: String
        var testDescription: String { "\(name) → \(expected.code)" }

        init(_ name: String, _ expected: Rejection, _ header: String) {
            self.name = name
            self.expected = expected
            self.header = header
        }
    }

    @Test(
        "Each header that must not be accepted is refused for its own reason, although it is signed",
        arguments: [
            Row("alg none (CVE-2015-9235)", .algorithmUnsupported, "{\"alg\":\"none\",\"kid\":\"key-1\"}"),
            Row("alg nOnE", .algorithmUnsupported, "{\"alg\":\"nOnE\",\"kid\":\"key-1\"}"),
            Row("alg with a space", .algorithmUnsupported, "{\"alg\":\"RS256 \",\"kid\":\"key-1\"}"),
            Row("alg with a NUL", .algorithmUnsupported, "{\"alg\":\"RS256\\u0000\",\"kid\":\"key-1\"}"),
            Row("alg an array", .algorithmUnsupported, "{\"alg\":[\"RS256\"],\"kid\":\"key-1\"}"),
            Row("alg null", .algorithmUnsupported, "{\"alg\":null,\"kid\":\"key-1\"}"),
            Row("alg absent", .algorithmUnsupported, "{\"kid\":\"key-1\"}"),
            Row("alg HS256 (confusion)", .algorithmUnsupported, "{\"alg\":\"HS256\",\"kid\":\"key-1\"}"),
            Row("alg PS256", .algorithmUnsupported, "{\"alg\":\"PS256\",\"kid\":\"key-1\"}"),
            Row("alg RS512", .algorithmUnsupported, "{\"alg\":\"RS512\",\"kid\":\"key-1\"}"),
            Row("crit", .headerUnsupported, "{\"alg\":\"RS256\",\"kid\":\"key-1\",\"crit\":[\"exp\"]}"),
            Row("crit empty", .headerUnsupported, "{\"alg\":\"RS256\",\"kid\":\"key-1\",\"crit\":[]}"),
            Row("b64 (RFC 7797 §7)", .headerUnsupported, "{\"alg\":\"RS256\",\"kid\":\"key-1\",\"b64\":false}"),
            Row("zip", .headerUnsupported, "{\"alg\":\"RS256\",\"kid\":\"key-1\",\"zip\":\"DEF\"}"),
            Row("enc", .headerUnsupported, "{\"alg\":\"RS256\",\"kid\":\"key-1\",\"enc\":\"A128GCM\"}"),
            Row("cty (nested)", .headerUnsupported, "{\"alg\":\"RS256\",\"kid\":\"key-1\",\"cty\":\"JWT\"}"),
            Row("jwk (CVE-2018-0114)", .headerUnsupported, "{\"alg\":\"RS256\",\"kid\":\"key-1\",\"jwk\":{}}"),
            Row("x5c", .headerUnsupported, "{\"alg\":\"RS256\",\"kid\":\"key-1\",\"x5c\":[]}"),
            Row(
                "typ of an ID token", .tokenTypeUnsupported,
                "{\"alg\":\"RS256\",\"kid\":\"key-1\",\"typ\":\"dpop+jwt\"}"),
            Row("typ a number", .tokenTypeUnsupported, "{\"alg\":\"RS256\",\"kid\":\"key-1\",\"typ\":1}"),
            Row("kid a number", .tokenMalformed, "{\"alg\":\"RS256\",\"kid\":1}"),
            Row("kid empty", .tokenMalformed, "{\"alg\":\"RS256\",\"kid\":\"\"}"),
            Row("kid unknown", .keyUnknown, "{\"alg\":\"RS256\",\"kid\":\"../../etc/passwd\"}"),
            Row("alg twice", .tokenMalformed, "{\"alg\":\"RS256\",\"alg\":\"RS256\",\"kid\":\"key-1\"}"),
            Row("alg twice, escaped", .tokenMalformed, "{\"alg\":\"RS256\",\"\\u0061lg\":\"none\",\"kid\":\"key-1\"}"),
            Row("an array", .tokenMalformed, "[]"),
            Row("a byte order mark", .tokenMalformed, "\u{FEFF}{\"alg\":\"RS256\",\"kid\":\"key-1\"}"),
            Row("rubbish after it", .tokenMalformed, "{\"alg\":\"RS256\",\"kid\":\"key-1\"}x"),
        ])
    func refusesHeaders(row: Row) throws {
        let test = try TestGate(forge: try Forge.shared.get())
        let token = test.forge.token(payload: TokenClaims().json, header: row.header)
        #expect(try test.rejection(token) == row.expected)
    }

    @Test(
        "A header with these members is accepted: they are ignored or known",
        arguments: [
            "{\"alg\":\"RS256\",\"kid\":\"key-1\"}", "{\"alg\":\"RS256\",\"kid\":\"key-1\",\"typ\":\"at+jwt\"}",
            "{\"alg\":\"RS256\",\"kid\":\"key-1\",\"typ\":\"application/AT+JWT\"}",
            "{\"alg\":\"RS256\",\"kid\":\"key-1\",\"typ\":\"jwt\"}",
            "{\"alg\":\"RS256\",\"kid\":\"key-1\",\"jku\":\"https://evil.example/\",\"x5u\":\"x\",\"x5t\":\"y\"}",
            "{\"alg\":\"RS256\"}", " {\"\\u0061lg\":\"RS\\u003256\",\"kid\":\"key-1\"} ",
        ])
    func acceptsHeaders(header: String) throws {
        let test = try TestGate(forge: try Forge.shared.get())
        #expect(try test.rejection(test.forge.token(payload: TokenClaims().json, header: header)) == nil)
    }

    @Test(
        "Anything but three parts of base64url is malformed",
        arguments: [
            "", ".", "..", "a", "a.b", "a..b", ".a.b", "a.b.", "a.b.c.d", "....", "e30.e30.e30.e30.e30",
            "{\"payload\":\"\"}",
            "e30.e 0.e30", "e30.e30.e3=", "é.é.é",
        ])
    func refusesOtherForms(token: String) throws {
        let test = try TestGate(forge: try Forge.shared.get())
        #expect(try test.rejection(token) == .tokenMalformed)
    }

    @Test("A token of 8 192 bytes is read and one of 8 193 is not")
    func boundsTheToken() throws {
        let test = try TestGate(forge: try Forge.shared.get())
        let base = test.forge.token(payload: TokenClaims().with("pad", "\"\"").json).utf8.count
        var lengths: Set<Int> = []
        for padding in ((8_192 - base) * 3 / 4 - 4)...((8_192 - base) * 3 / 4 + 4) {
            let pad = "\"" + String(repeating: "x", count: padding) + "\""
            let token = test.forge.token(payload: TokenClaims().with("pad", pad).json)
            lengths.insert(token.utf8.count)
            #expect(try test.rejection(token) == (token.utf8.count <= 8_192 ? nil : .tokenMalformed))
            test.clock.advance(by: .seconds(1))
        }
        #expect(lengths.contains { $0 <= 8_192 } && lengths.contains { $0 > 8_192 })
    }

    @Test("No bit of the signature can be flipped and no byte cut off")
    func refusesEveryOtherSignature() throws {
        let test = try TestGate(forge: try Forge.shared.get())
        let token = test.forge.token(payload: TokenClaims().json)
        let dot = try #require(token.lastIndex(of: "."))
        let input = token[..<dot]
        let signature = try #require(Base64URL.decode(token[token.index(after: dot)...]))
        #expect(signature.count == 256)
        for bit in 0..<(signature.count * 8) {
            var flipped = signature
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(try test.rejection("\(input).\(Base64URL.encode(flipped))") == .signatureInvalid)
        }
        for length in 1..<signature.count {
            let cut = Base64URL.encode(Array(signature.prefix(length)))
            #expect(try test.rejection("\(input).\(cut)") == .signatureInvalid)
        }
        #expect(try test.rejection("\(input).\(Base64URL.encode([0] + signature))") == .signatureInvalid)
        #expect(try test.rejection(token) == nil)
    }
}
