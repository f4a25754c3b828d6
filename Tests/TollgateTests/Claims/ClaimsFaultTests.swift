import Testing
import TollgateCatalogue
import TollgateTesting

@testable import Tollgate

/// hydra 3441.
@Suite("An explanation names the claim that is wrong, always (hydra 3441)")
struct ClaimsFaultTests {
    private func explain(_ payload: String, _ change: (inout Catalogue) -> Void = { _ in }) throws -> Explanation.Step {
        var catalogue = TestCatalogue.payments()
        change(&catalogue)
        let test = try TestGate(catalogue, forge: try Forge.shared.get())
        let path = try RequestPath(target: "/payment-api/get")
        let request = GateRequest(api: try #require(test.gate.catalogue.api(for: path)), method: "GET", path: path)
        let token = test.forge.token(payload: payload)
        let explanation = test.gate.explain(
            BearerCredential(token: Substring(token)), request, at: test.clock.instant
        ).explanation
        #expect(explanation.rejection == (try test.rejection(token)))
        return try #require(explanation.steps.last)
    }

    @Test(
        "A claim of a wrong type is named, with what it has to be",
        arguments: [
            ("aud", "null", "`aud` has to be a string or a list of strings"),
            ("aud", "[\"a\",1]", "`aud` has to be a string or a list of strings"),
            ("exp", "\"x\"", "`exp` has to be a number of seconds since 1970, and before the year 10000"),
            ("nbf", "1e99", "`nbf` has to be a number of seconds since 1970, and before the year 10000"),
            ("iat", "-1", "`iat` has to be a number of seconds since 1970, and before the year 10000"),
            ("sub", "5", "`sub` has to be a string"), ("typ", "{}", "`typ` has to be a string"),
            ("token_use", "null", "`token_use` has to be a string"), ("iss", "7", "`iss` has to be a string"),
            ("azp", "\"\"", "`azp` names the client: it has to be a string that is not empty"),
            ("azp", "7", "`azp` names the client: it has to be a string that is not empty"),
            ("client_id", "\"other\"", "`azp` names another client than a claim before it in `client_id_claims`"),
            ("scope", "7", "`scope` holds the scopes: it has to be a string or a list of strings"),
            ("scope", "[[]]", "`scope` holds the scopes: it has to be a string or a list of strings"),
            ("x", "{\"a\":[01]}", "in `x`: it is no JSON from byte"),
            ("x", "\"\\ud800\"", "in `x`: a text is no UTF-8, or has half a surrogate pair, at byte"),
            ("x", "{\"a\":1,\"b\":{\"c\\u0064\":1,\"cd\":2}}", "in `x`: the member `cd` stands there twice"),
            (
                "x", String(repeating: "[", count: 20) + String(repeating: "]", count: 20),
                "in `x`: it is nested deeper than 16"
            ),
        ])
    func namesClaims(claim: String, json: String, words: String) throws {
        let step = try explain(TokenClaims().with(claim, json).json)
        #expect(step.check == .claims && step.rejection == .claimsMalformed)
        #expect(step.detail.hasPrefix(words), "\(step.detail)")
    }

    @Test("What is wrong with all of the claims is said as well")
    func namesTheRest() throws {
        let claims = TokenClaims().json
        func detail(_ payload: String) throws -> String { try explain(payload).detail }
        #expect(try detail("[]") == "the claims are no object")
        #expect(try detail(claims + "x").hasPrefix("it is no JSON from byte \(claims.utf8.count + 1)"))
        #expect(try detail("\(claims.dropLast()),\"az\\u0070\":\"client-1\"}") == "the member `azp` stands there twice")
        let many = (0..<300).map { "\"m\($0)\":1" }.joined(separator: ",")
        #expect(try detail("\(claims.dropLast()),\(many)}") == "there are more than 256 members in it")
        #expect(try explain(TokenClaims().with("iss", nil).json).rejection == .claimMissing)
        #expect(try detail(TokenClaims().with("iss", nil).json) == "there is no iss")
        // A name that is not visible is escaped.
        #expect(
            try detail("\(claims.dropLast()),\"a\\u202e\":{\"b\":1,\"b\":1}}").hasPrefix(
                "in `a\\u{202E}`: the member `b`"))
    }

    @Test("An empty list of audiences is as good as none: accepted where any is, and missing where one is needed")
    func takesEmptyAudiences() throws {
        let claims = TokenClaims().with("aud", "[]").json
        #expect(try explain(claims).rejection == nil)
        #expect(try explain(claims) { $0.issuers[0].audiences = .oneOf(["a"]) }.detail == "there is no aud")
        #expect(try explain(claims) { $0.apis[0].audiences = ["a"] }.rejection == .claimMissing)
    }

    @Test("Claims of another kind of token are named, and a nonce beside scopes is none (azure-docs 29240)")
    func namesOtherTokens() throws {
        let plain = TokenClaims().with("typ", nil)
        #expect(try explain(plain.with("nonce", "\"n\"").json).rejection == nil)
        let rows = [
            (plain.with("scope", nil).with("nonce", "\"n\""), "`nonce`"), (plain.with("at_hash", "1"), "`at_hash`"),
            (plain.with("events", "{}"), "`events`"), (plain.with("token_use", "\"id\""), "`token_use`"),
            (plain.with("typ", "\"ID\""), "`typ` in the claims"),
        ]
        for (claims, name) in rows {
            let step = try explain(claims.json)
            #expect(step.check == .type && step.rejection == .tokenTypeUnsupported)
            #expect(step.detail.hasPrefix("the claims are those of another kind of token: \(name)"))
        }
    }
}
