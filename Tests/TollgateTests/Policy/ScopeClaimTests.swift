import Testing
import TollgateCatalogue
import TollgateTesting

@testable import Tollgate

/// Every way in which tokens carry scopes, and what becomes of each (design §4, step 1).
@Suite("Scopes are read from the first scope claim that is present")
struct ScopeClaimTests {
    private func verify(
        _ members: [(String, String)], scopeClaims: [String], merged: Bool
    ) throws -> Verification {
        var catalogue = TestCatalogue.payments()
        catalogue.issuers[0].scopeClaims = scopeClaims
        catalogue.issuers[0].mergesScopeClaims = merged
        let test = try TestGate(catalogue, forge: try Forge.shared.get())
        var claims = TokenClaims().with("scope", nil)
        for (name, json) in members { claims = claims.with(name, json) }
        return test.gate.verify(Array(test.forge.token(payload: claims.json).utf8).span, at: test.clock.instant)
    }

    /// The scopes of a token, or `nil` where its claims are refused.
    private func scopes(
        _ members: (String, String)..., from scopeClaims: [String] = ["scope", "scp"], merged: Bool = false
    ) throws -> [String]? {
        switch try verify(members, scopeClaims: scopeClaims, merged: merged) {
        case .verified(let token): return token.claims.scopes
        case .rejected(let rejection):
            #expect(rejection == .claimsMalformed)
            return nil
        case .awaitingKeys:
            Issue.record("the key is there")
            return nil
        }
    }

    @Test(
        "A string is split at single spaces, and nothing else separates",
        arguments: [
            ("a b", ["a", "b"]), ("a", ["a"]), ("", []), (" ", []), ("a  b", ["a", "b"]), (" a ", ["a"]),
            ("a,b", ["a,b"]), ("a;b", ["a;b"]), ("a+b", ["a+b"]), ("a\\tb", ["a\tb"]), ("a\\nb", ["a\nb"]),
            ("a\u{A0}b", ["a\u{A0}b"]), ("a\\u0020b", ["a", "b"]), ("\\u0061", ["a"]),
            ("a a b a", ["a", "a", "b", "a"]),
            ("A a", ["A", "a"]), ("\u{E9} e\u{301}", ["\u{E9}", "e\u{301}"]),
            ("https://x/y.read", ["https://x/y.read"]),
        ])
    func splits(value: String, expected: [String]) throws {
        let found = try #require(try scopes(("scope", "\"\(value)\"")))
        #expect(found.map { Array($0.utf8) } == expected.map { Array($0.utf8) })
    }

    @Test(
        "An array of strings is taken as it is: its items are not split, and an empty one is no scope that is known",
        arguments: [
            ("[\"a\",\"b\"]", ["a", "b"]), ("[]", []), ("[\"a b\",\"c\"]", ["a b", "c"]), ("[\"\"]", [""]),
            ("[\"a\",\"a\"]", ["a", "a"]), ("[\"\\u0061\"]", ["a"]), ("[ \"a\" , \"b\" ]", ["a", "b"]),
        ])
    func takesArrays(json: String, expected: [String]) throws {
        #expect(try scopes(("scope", json)) == expected)
    }

    @Test(
        "Any other type is a mistake and no absence: the token is refused",
        arguments: [
            "null", "true", "false", "7", "{}", "{\"a\":1}", "[[\"a\"]]", "[\"a\",[\"b\"]]", "[7]", "[\"a\",null]",
            "[{\"a\":1}]",
        ])
    func refusesOtherTypes(json: String) throws {
        #expect(try scopes(("scope", json)) == nil)
        // Where another claim comes first, nobody looks at it.
        #expect(try scopes(("scope", json), ("scp", "\"a\""), from: ["scp", "scope"]) == ["a"])
    }

    @Test("Without any scope claim there are no scopes; one that is present counts although it is empty")
    func findsTheFirst() throws {
        #expect(try scopes() == [])
        #expect(try scopes(("scp", "[\"a\"]")) == ["a"])
        #expect(try scopes(("scope", "\"b\""), ("scp", "\"a\"")) == ["b"])
        #expect(try scopes(("scope", "\"b\""), ("scp", "\"a\""), from: ["scp", "scope"]) == ["a"])
        #expect(try scopes(("scope", "\"\""), ("scp", "\"a\"")) == [])
        #expect(try scopes(("scope", "[]"), ("scp", "\"a\"")) == [])
        #expect(try scopes(("Scope", "\"a\"")) == [])
        #expect(try scopes(("permissions", "[\"a\"]"), from: ["permissions"]) == ["a"])
        #expect(try scopes(("scope", "\"a\""), from: []) == [])
    }

    @Test("A name with dots is looked for as it is written, and then as a path into objects")
    func followsPaths() throws {
        let name = "https://example.com/scopes"
        #expect(try scopes((name, "\"a\""), from: [name]) == ["a"])
        let path = ["realm_access.roles"]
        #expect(try scopes(("realm_access", "{\"x\":[1,{}],\"roles\":[\"a\",\"b\"]}"), from: path) == ["a", "b"])
        #expect(try scopes(("realm_access", "{\"roles\":\"a b\"}"), from: path) == ["a", "b"])
        #expect(try scopes(("realm_access", "{\"ro\\u006ces\":[\"a\"]}"), from: path) == ["a"])
        #expect(
            try scopes(("realm_access", "{\"roles\":[\"a\"]}"), ("realm_access.roles", "\"b\""), from: path) == ["b"])
        #expect(try scopes(("a", "{\"b\":{\"c\":\"x y\"}}"), from: ["a.b.c"]) == ["x", "y"])
        // The path leads nowhere: the next name counts.
        for other in ["{}", "{\"roles_\":[\"a\"]}", "\"roles\"", "[\"roles\"]", "null", "{\"x\":{\"roles\":[\"a\"]}}"] {
            #expect(try scopes(("realm_access", other), ("scope", "\"s\""), from: path + ["scope"]) == ["s"])
            #expect(try scopes(("realm_access", other), from: path) == [])
        }
        // It leads to something that is no scopes.
        for wrong in ["{\"roles\":null}", "{\"roles\":{}}", "{\"roles\":[1]}"] {
            #expect(try scopes(("realm_access", wrong), ("scope", "\"s\""), from: path + ["scope"]) == nil)
        }
        #expect(try scopes(("realm_access", "{\"roles\":[\"a\"],\"roles\":[\"b\"]}"), from: path) == nil)
        for odd in ["realm_access.", ".roles", "realm_access..roles", ".", ""] {
            #expect(try scopes(("realm_access", "{\"roles\":[\"a\"]}"), from: [odd]) == [])
        }
    }

    /// spring-security 18222, Kubernetes' `kubernetes.io`.
    @Test("A path can have names with dots and backslashes, escaped (spring-security 18222)")
    func followsEscapedPaths() throws {
        let access = ("resource_access", "{\"shop.example.com\":{\"roles\":[\"p\",\"q\"]},\"shop\":{\"example\":1}}")
        #expect(try scopes(access, from: [#"resource_access.shop\.example\.com.roles"#]) == ["p", "q"])
        #expect(try scopes(access, from: ["resource_access.shop.example.com.roles"]) == [])
        let service = ("kubernetes.io", "{\"namespace\":\"a b\"}")
        #expect(try scopes(service, from: [#"kubernetes\.io.namespace"#]) == ["a", "b"])
        #expect(try scopes(("kubernetes.io", "\"a\""), from: [#"kubernetes\.io"#]) == ["a"])
        #expect(try scopes(("kubernetes", "{\"io\":\"a\"}"), from: [#"kubernetes\.io"#]) == [])
        #expect(try scopes(("a\\\\b", "{\"c\":\"x\"}"), from: [#"a\\b.c"#]) == ["x"])
        #expect(try scopes(("a\\\\", "{\"c\":\"x\"}"), from: [#"a\\.c"#]) == ["x"])
    }

    @Test("A path with a backslash that escapes nothing, or with an empty name, is an error of the catalogue")
    func refusesBrokenPaths() {
        for name in [#"a\b"#, #"a\"#, #"\..a."#, #"\.."#, #"a..\.b"#] {
            for key in [\Issuer.scopeClaims, \Issuer.clientIDClaims] {
                var catalogue = TestCatalogue.payments()
                catalogue.issuers[0][keyPath: key] = ["scope", name]
                let error = #expect(throws: CatalogueErrors.self) { try CompiledCatalogue(catalogue) }
                #expect(error?.problems.map(\.path.last) == ["1"])
            }
        }
    }

    /// MSAL 1630.
    @Test("The scopes of all claims count together where that is configured (MSAL 1630)")
    func mergesClaims() throws {
        let both = [("scp", "\"r w\""), ("roles", "[\"read\"]")]
        #expect(try scopes(both[0], both[1], from: ["scp", "roles"]) == ["r", "w"])
        #expect(try scopes(both[0], both[1], from: ["scp", "roles"], merged: true) == ["r", "w", "read"])
        #expect(try scopes(both[0], both[1], from: ["roles", "x", "scp"], merged: true) == ["read", "r", "w"])
        #expect(try scopes(both[1], from: ["scp", "roles"], merged: true) == ["read"])
        #expect(try scopes(from: ["scp", "roles"], merged: true) == [])
        #expect(try scopes(both[0], ("roles", "7"), from: ["scp", "roles"], merged: true) == nil)
        #expect(try scopes(both[0], ("roles", "7"), from: ["scp", "roles"]) == ["r", "w"])
        let long = "\"\(String(repeating: "a", count: 2_000))\""
        #expect(try scopes(("scp", long), from: Array(repeating: "scp", count: 30), merged: true)?.count == 30)
        #expect(try scopes(("scp", long), from: Array(repeating: "scp", count: 40), merged: true) == nil)
    }

    @Test("With the profile of Entra the roles of an application that calls for itself count (MSAL 1630)")
    func readsEntraRoles() throws {
        let claims = IssuerProfile.entra.scopeClaims
        #expect(try scopes(("roles", "[\"read\"]"), ("idtyp", "\"app\""), from: claims) == ["read"])
        // A user's roles are no permissions of the client.
        #expect(try scopes(("scp", "\"r\""), ("roles", "[\"admin\"]"), from: claims) == ["r"])
    }

    @Test("Only exact scopes count for the grant: case, spelling and what stands around them make other ones")
    func comparesBytes() throws {
        let test = try TestGate(forge: try Forge.shared.get())
        func rejection(_ json: String) throws -> Rejection? {
            try test.rejection(test.forge.token(payload: TokenClaims().with("scope", json).json))
        }
        #expect(try rejection("\"product_payments free_plan\"") == nil)
        #expect(try rejection("\"free_plan  product_payments product_payments \"") == nil)
        #expect(try rejection("[\"free_plan\",\"product_payments\"]") == nil)
        for other in [
            "\"Product_payments free_plan\"", "\"product_payments,free_plan\"", "[\"product_payments free_plan\"]",
            "\"product_payments\\tfree_plan\"", "\"xproduct_payments free_plan\"", "\"product_payment free_plan\"",
            "[\"product_payments\\u0000\",\"free_plan\"]", "[\" product_payments\",\"free_plan\"]", "\"\"", "[]",
        ] {
            #expect(try rejection(other) == .scopeInsufficient, "\(other)")
        }
    }

    @Test("A token with many scopes gets what the known ones among them bring, remembered or not")
    func takesMany() throws {
        var catalogue = TestCatalogue.payments()
        for number in 0..<40 {
            catalogue.scopes.append(ScopeMapping(scope: "known-\(number)", policies: ["payments-access"]))
        }
        let test = try TestGate(catalogue, forge: try Forge.shared.get())
        let known = (0..<40).map { "known-\($0)" } + ["free_plan"]
        let unknown = (0..<300).map { "unknown-\($0)" }
        for list in [known, unknown + known, unknown + ["product_payments", "free_plan"]] {
            let token = test.forge.token(payload: TokenClaims(scope: list.joined(separator: " ")).json)
            #expect(try test.rejection(token) == nil)
        }
    }
}
