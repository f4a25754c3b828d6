import Testing
import Tollgate

@Suite("Attacks on the place of the token in a request")
struct BearerAttackTests {
    private func rejection(_ values: [String]) -> Rejection? {
        do throws(Rejection) {
            _ = try BearerCredential(authorization: values)
            return nil
        } catch { return error }
    }

    @Test("Row 39: a credential comes from the Authorization header alone: without one it is token_missing")
    func needsTheHeader() {
        #expect(rejection([]) == .tokenMissing)
        #expect(rejection([""]) == .tokenMissing)
        #expect(rejection(["Bearer a.b.c"]) == nil)
    }

    @Test(
        "Rows 39, 40: several Authorization lines are request_malformed, whatever they are and however alike",
        arguments: [
            ["Bearer a.b.c", "Bearer a.b.c"], ["Bearer a.b.c", "Bearer d.e.f"], ["Bearer a.b.c", "Basic YTpi"],
            ["Basic YTpi", "Bearer a.b.c"], ["Bearer a.b.c", ""], ["", "Bearer a.b.c"], ["", ""],
            ["Basic YTpi", "Basic YTpi"],
            ["Bearer a.b.c", "DPoP a.b.c"], ["Bearer a.b.c", "Bearer a.b.c", "Bearer a.b.c"], ["Bearer", "a.b.c"],
        ])
    func refusesSeveralLines(values: [String]) {
        #expect(rejection(values) == .requestMalformed)
    }

    @Test(
        "Row 40: credentials joined by commas in one line are request_malformed, and none of them is picked",
        arguments: [
            "Bearer a.b.c, Bearer d.e.f", "Bearer a.b.c,Bearer d.e.f", "Bearer a.b.c,d.e.f",
            "Bearer a.b.c ,Bearer d.e.f",
            "Bearer a.b.c, Basic YTpi", "Basic YTpi, Bearer a.b.c", "Basic YTpi,Bearer a.b.c",
            "Basic YTpi,  bearer a.b.c",
            "Basic YTpi , BEARER a.b.c", "DPoP a.b.c, Bearer d.e.f", "Basic YTpi, DPoP x, Bearer a.b.c",
            "Bearer ,a.b.c", "Bearer a.b.c,", "Basic YTpi, Bearer", "Bearer,Bearer a.b.c",
        ])
    func refusesJoinedLines(value: String) {
        #expect(rejection([value]) == .requestMalformed)
    }

    @Test(
        "Row 40: an empty credential joined to another one is request_malformed like any other two",
        arguments: [", Bearer a.b.c", ",Bearer a.b.c", ",,Bearer a.b.c"])
    func refusesEmptyJoinedLines(value: String) {
        #expect(rejection([value]) == .requestMalformed)
    }

    @Test(
        "Row 41: the scheme is recognised in any case and followed by one or more spaces (RFC 9110 §11.1, RFC 6750 §2.1)",
        arguments: ["Bearer a.b.c", "bearer a.b.c", "BEARER a.b.c", "bEaReR a.b.c", "Bearer   a.b.c"])
    func acceptsTheScheme(value: String) throws {
        #expect(try BearerCredential(authorization: [value]).token == "a.b.c")
    }

    @Test("Row 41: every character of b64token is taken over as it stands, with its padding")
    func acceptsTheAlphabet() throws {
        let token = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/="
        #expect(try BearerCredential(authorization: ["Bearer \(token)"]).token == token[...])
        #expect(try BearerCredential(authorization: ["Bearer a=="]).token == "a==")
    }

    @Test(
        "Row 41: another scheme is token_missing, however much it resembles Bearer",
        arguments: [
            "Basic YTpi", "DPoP a.b.c", "Bearerx a.b.c", "xBearer a.b.c", "Bearer:a.b.c", "Bearera.b.c", "Beare a.b.c",
            "Be arer a.b.c", "Bearer=a.b.c", "Token a.b.c", "JWT a.b.c", "a.b.c", "\"Bearer\" a.b.c",
            "B\u{435}arer a.b.c",
            "\u{FF22}earer a.b.c", "Be\u{AD}arer a.b.c", "Bear\u{117}r a.b.c", "Digest username=\"Bearer\"",
            "Negotiate Bearer",
            "Bearer\u{A0}a.b.c", "Bearer\u{2003}a.b.c", "Basic YTpi Bearer a.b.c",
        ])
    func tellsOtherSchemes(value: String) {
        #expect(rejection([value]) == .tokenMissing)
    }

    @Test(
        "Row 41: Bearer without a token, or with anything that is no b64token, is request_malformed",
        arguments: [
            "Bearer", "Bearer ", "Bearer   ", "bearer", "Bearer a.b.c ", "Bearer a.b.c x", "Bearer a b",
            "Bearer  a. b.c",
            "Bearer \"a.b.c\"", "Bearer 'a.b.c'", "Bearer <a.b.c>", "Bearer a.b.c;v=1", "Bearer token=\"a.b.c\"",
            "Bearer \u{E4}.b.c", "Bearer a.b.c\u{2028}", "Bearer a.b.c\u{1F511}", "Bearer a\u{301}.b.c", "Bearer a%2Eb",
            "Bearer a.b.c\\", "Bearer a:b", "Bearer {\"payload\":\"a\"}", "Bearer a.b.c#", "Bearer a.b.c?x", "Bearer *",
            "Bearer a@b", "Bearer Bearer a.b.c",
        ])
    func refusesOtherTokens(value: String) {
        #expect(rejection([value]) == .requestMalformed)
    }

    @Test(
        "Row 41: padding stands at the end of a b64token and nowhere else: elsewhere it is request_malformed",
        arguments: ["Bearer =", "Bearer ==", "Bearer =a.b.c", "Bearer a=b", "Bearer a.b=.c", "Bearer a==b=="])
    func refusesMisplacedPadding(value: String) {
        #expect(rejection([value]) == .requestMalformed)
    }

    @Test("Row 42: no control character is accepted anywhere in the header, and none is trimmed or folded")
    func refusesControlCharacters() {
        for control in Array(0..<0x20 as Range<UInt32>) + [0x7F] {
            let character = Unicode.Scalar(control).map(String.init) ?? ""
            for value in [
                "Bearer a.b.c\(character)", "Bearer a\(character)b.c", "Bearer \(character)a.b.c",
                "Bearer\(character)a.b.c", "Bearer\(character) a.b.c", "\(character)Bearer a.b.c",
                "Be\(character)arer a.b.c",
                "Basic YTpi,\(character)Bearer a.b.c", "\(character)",
            ] {
                #expect(rejection([value]) == .requestMalformed, "U+\(String(control, radix: 16))")
            }
        }
    }

    @Test(
        "Row 42: folded lines and smuggled headers are request_malformed (RFC 9112 §5.2)",
        arguments: [
            "Bearer\r\n a.b.c", "Bearer a.b.c\r\n X: y", "Bearer a.b.c\r\nX-Evil: 1", "Bearer a.b.c\nX-Evil: 1",
            "Bearer a.b.c\r", "Bearer a.b.c\r\n\r\nGET / HTTP/1.1", "Bearer\n\ta.b.c", "Bearer a.b\r\n\t.c",
            "Bearer\ta.b.c",
            "Bearer \ta.b.c", "Bearer a.b.c\t", "Bearer a\u{0}b", "\r\nBearer a.b.c",
            "Basic YTpi\r\nAuthorization: Bearer a.b.c",
        ])
    func refusesFoldedLines(value: String) {
        #expect(rejection([value]) == .requestMalformed)
    }
}
