import Testing
import TollgateEncoding
import TollgateTesting

@testable import Tollgate

@Suite("Attacks that look at the answers")
struct AnswerAttackTests {
    /// A text that no answer may hold, written so that it would also break out of a header, a log or a page.
    private static let canary = "canary-7f3a"
    private static let hostile = "canary-7f3a\\\" \\r\\nSet-Cookie: x=1\\u0000<script>\\\\"

    /// Tokens that carry the canary everywhere, and are refused for one reason after the other.
    private static func tokens(_ test: TestGate) throws -> [(token: String, expected: Rejection)] {
        let forge = test.forge
        let other = try Forge.other.get()
        let text = "\"\(hostile)\""
        func header(_ member: String) -> String { "{\"alg\":\"RS256\",\"kid\":\"key-1\",\(member)}" }
        func claims(_ name: String, _ json: String?) -> String {
            forge.token(payload: TokenClaims().with("sub", text).with("jti", text).with(name, json).json)
        }
        return [
            ("\(canary).\(canary).\(canary)!", .tokenMalformed),
            (forge.token(payload: "\(canary)", header: canary), .tokenMalformed),
            (
                forge.token(payload: TokenClaims().json, header: "{\"alg\":\(text),\"kid\":\"key-1\"}"),
                .algorithmUnsupported
            ),
            (forge.token(payload: TokenClaims().json, header: header("\"crit\":[\(text)]")), .headerUnsupported),
            (forge.token(payload: TokenClaims().json, header: header("\"typ\":\(text)")), .tokenTypeUnsupported),
            (other.token(payload: TokenClaims().with("sub", text).json, header: forge.header), .signatureInvalid),
            (forge.token(payload: canary), .claimsMalformed), (claims("exp", text), .claimsMalformed),
            (claims("aud", "[\(text),1]"), .claimsMalformed), (claims("exp", nil), .claimMissing),
            (claims("iss", text), .issuerUnknown), (claims("exp", "1"), .tokenExpired),
            (claims("nbf", "1800000000"), .tokenNotYetValid), (claims("cnf", "{\"jkt\":\(text)}"), .proofRequired),
            (claims("scope", text), .scopeInsufficient),
            (forge.token(payload: TokenClaims().json, header: "{\"alg\":\"RS256\",\"kid\":\(text)}"), .keyUnknown),
        ]
    }

    @Test("Row 43: no answer holds a byte of the token, of its key id or of its claims, whatever they are")
    func echoesNothing() throws {
        let test = try TestGate.unlimited()
        for (token, expected) in try Self.tokens(test) {
            let rejection = try #require(try test.rejection(token))
            #expect(rejection == expected)
            let challenge = rejection.challenge(realm: "payments", scope: "product_payments") ?? ""
            for answer in [challenge, rejection.body, rejection.explanation, rejection.error, rejection.code] {
                #expect(!answer.contains(Self.canary))
                #expect(!answer.contains(token.prefix(20)))
            }
        }
    }

    @Test("Row 43: a challenge has one line of RFC 6750's characters and balanced quotes, whatever realm and scope are")
    func keepsToTheCharacters() {
        let texts = [
            "payments", "", "\"", "\\", "a\"b\\c\r\nd\u{E9}", "x\", error=\"none", "\r\nSet-Cookie: x=1",
            "\u{0}\u{7F}\u{9B}",
            "\u{2028}\u{1F511}",
        ]
        for rejection in Rejection.allCases {
            for text in texts {
                guard let challenge = rejection.challenge(realm: text, scope: text) else { continue }
                #expect(challenge.hasPrefix("Bearer realm=\""))
                #expect(challenge.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F && $0 != 0x5C })
                // Each parameter once, and each quote closed: nothing broke out of its string.
                let strings = challenge.split(separator: "\"", omittingEmptySubsequences: false)
                #expect(strings.count % 2 == 1)
                let names = strings.enumerated().filter { $0.offset % 2 == 0 && !$0.element.isEmpty }.map(\.element)
                #expect(Set(names).count == names.count)
                let known: Set<Substring> = ["Bearer realm=", ", error=", ", error_description=", ", scope="]
                #expect(names.allSatisfy(known.contains))
            }
        }
    }

    @Test("Rows 43, 48: every description is a fixed sentence in RFC 6750's characters, and every body is JSON")
    func describesByFixedSentences() throws {
        for rejection in Rejection.allCases {
            #expect(rejection.explanation.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C })
            let body = Array(rejection.body.utf8)
            var reader = JSONReader()
            var members: [String: String] = [:]
            try reader.beginObject(body.span)
            while let name = try reader.nextMember(body.span) {
                members[name.string(in: body.span)] = try reader.readText(body.span)
            }
            try reader.endDocument(body.span)
            #expect(
                members == [
                    "error": rejection.error, "error_description": rejection.explanation, "code": rejection.code,
                ])
        }
        // One sentence for each code, and none for two: an answer says its code and nothing else.
        #expect(Set(Rejection.allCases.map(\.explanation)).count == Rejection.allCases.count)
    }

    @Test("Row 48: every refused token gets 401 invalid_token, and the same bytes each time")
    func answersAlike() throws {
        let test = try TestGate.unlimited()
        var answers: [Rejection: Set<String>] = [:]
        for (token, expected) in try Self.tokens(test) where expected != .scopeInsufficient {
            let rejection = try #require(try test.rejection(token))
            #expect(rejection.status == 401)
            #expect(rejection.error == "invalid_token")
            #expect(rejection.challenge(realm: "payments")?.contains("error=\"invalid_token\"") == true)
            answers[rejection, default: []].insert(rejection.body + (rejection.challenge(realm: "payments") ?? ""))
        }
        #expect(answers.values.allSatisfy { $0.count == 1 })
    }

    @Test("Row 48: without a good signature nothing is told of the claims: whatever they are, it is signature_invalid")
    func verifiesBeforeReading() throws {
        let test = try TestGate.unlimited()
        let stranger = try Forge.other.get()
        for (name, json) in [
            ("exp", nil), ("exp", "1"), ("exp", "null"), ("iss", nil), ("iss", "\"https://evil.example\""),
            ("iss", "1"),
            ("aud", "[]"), ("nbf", "9999999999"), ("cnf", "{}"), ("azp", nil), ("typ", "\"ID\""), ("scope", "\"\""),
            ("scope", "{}"), ("x", "1e400"), ("jti", "\"\\ud800\""),
        ] as [(String, String?)] {
            let payload = TokenClaims().with(name, json).json
            try test.expect(stranger.token(payload: payload, header: test.forge.header), .signatureInvalid)
        }
        for payload in ["[]", "x", "{", String(repeating: "[", count: 2_000)] {
            try test.expect(stranger.token(payload: payload, header: test.forge.header), .signatureInvalid)
        }
    }
}
