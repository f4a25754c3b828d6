import Testing
import Tollgate
import TollgateCatalogue
import TollgateTesting

@Suite("Attacks with the claims of a signed token")
struct ClaimAttackTests {
    struct Row: CustomTestStringConvertible, Sendable {
        let claim: String
        let json: String?
        let expected: Rejection?
        var testDescription: String { "\(claim): \(json ?? "absent") → \(expected?.code ?? "admitted")" }

        init(_ claim: String, _ json: String?, _ expected: Rejection?) {
            self.claim = claim
            self.json = json
            self.expected = expected
        }
    }

    @Test(
        "Row 26: claims of an ID, refresh, logout or other token are token_type_unsupported, and malformed ones refused",
        arguments: [
            Row("typ", "\"ID\"", .tokenTypeUnsupported), Row("typ", "\"Refresh\"", .tokenTypeUnsupported),
            Row("typ", "\"Offline\"", .tokenTypeUnsupported), Row("typ", "\"Logout\"", .tokenTypeUnsupported),
            Row("typ", "\"\\u0049D\"", .tokenTypeUnsupported), Row("t\\u0079p", "\"ID\"", .claimsMalformed),
            Row("typ", "null", .claimsMalformed), Row("typ", "1", .claimsMalformed),
            Row("typ", "[\"ID\"]", .claimsMalformed),
            Row("at_hash", "\"h\"", .tokenTypeUnsupported), Row("at_hash", "null", .tokenTypeUnsupported),
            Row("c_hash", "\"h\"", .tokenTypeUnsupported), Row("at\\u005fhash", "\"h\"", .tokenTypeUnsupported),
            Row("events", "{}", .tokenTypeUnsupported), Row("events", "null", .tokenTypeUnsupported),
            Row("token_use", "\"id\"", .tokenTypeUnsupported), Row("token_use", "\"\"", .tokenTypeUnsupported),
            Row("token_use", "\"Access\"", .tokenTypeUnsupported), Row("token_use", "null", .claimsMalformed),
            Row("token_use", "[\"access\"]", .claimsMalformed), Row("token_use", "\"access\"", nil),
            Row("typ", "\"Bearer\"", nil), Row("typ", nil, nil), Row("nonce", "\"n\"", nil),
            Row("x", "{\"at_hash\":\"h\",\"events\":{},\"nonce\":\"n\",\"typ\":\"ID\"}", nil),
            Row("At_hash", "\"h\"", nil),
        ])
    func refusesOtherTokens(row: Row) throws {
        try TestGate.unlimited().expect(payload: TokenClaims().with(row.claim, row.json).json, row.expected)
    }

    @Test("Row 26: a nonce marks an ID token unless the payload's typ is Bearer, or scopes say that it is none")
    func refusesNonces() throws {
        // Roles and groups stand in ID tokens as well.
        let test = try TestGate.unlimited { $0.issuers[0].scopeClaims = ["scope", "scp", "roles"] }
        for nonce in ["\"n\"", "\"\"", "null", "1"] {
            let claims = TokenClaims().with("nonce", nonce)
            try test.expect(payload: claims.json, nil)
            for json in [nil, "\"bearer\"", "\"Bearer \""] {
                let other = claims.with("typ", json)
                // azure-docs 29240: a scope claim outweighs it.
                try test.expect(payload: other.json, nil)
                try test.expect(
                    payload: other.with("scope", nil).with("scp", "[\"product_payments\",\"free_plan\"]").json, nil)
                for (name, empty) in [
                    ("x", "1"), ("scope", "\"\""), ("scp", "[]"), ("roles", "[\"product_payments\",\"free_plan\"]"),
                    ("Scope", "\"product_payments free_plan\""),
                ] {
                    try test.expect(
                        payload: other.with("scope", nil).with(name, empty).json, .tokenTypeUnsupported)
                }
            }
            try test.expect(payload: claims.with("typ", "\"ID\"").json, .tokenTypeUnsupported)
            try test.expect(payload: claims.with("at_hash", "\"h\"").json, .tokenTypeUnsupported)
        }
        // Only what the issuer's scopes are read from counts.
        let other = try TestGate.unlimited { $0.issuers[0].scopeClaims = ["permissions"] }
        try other.expect(
            payload: TokenClaims().with("typ", nil).with("nonce", "\"n\"").json, .tokenTypeUnsupported)
    }

    @Test(
        "Row 29: without configured audiences aud may be absent, empty (hydra 3441) or any, but never of another form",
        arguments: [
            Row("aud", nil, nil), Row("aud", "\"anything\"", nil), Row("aud", "[\"a\",\"b\"]", nil),
            Row("aud", "\"\"", nil),
            Row("aud", "[]", nil), Row("aud", "[\"a\",1]", .claimsMalformed),
            Row("aud", "1", .claimsMalformed),
            Row("aud", "null", .claimsMalformed), Row("aud", "[null]", .claimsMalformed),
            Row("aud", "true", .claimsMalformed),
            Row("aud", "{}", .claimsMalformed), Row("aud", "{\"a\":\"a\"}", .claimsMalformed),
            Row("aud", "[[\"a\"]]", .claimsMalformed), Row("aud", "[\"a\",{}]", .claimsMalformed),
        ])
    func checksTheFormOfAudiences(row: Row) throws {
        try TestGate.unlimited().expect(payload: TokenClaims().with(row.claim, row.json).json, row.expected)
    }

    @Test(
        "Row 29: one of the token's audiences must be a configured one byte for byte, and none may be anything but a string",
        arguments: Attempt.all(
            .audienceMismatch,
            [
                "\"Payments\"", "\"payment\"", "\"payments2\"", "\" payments\"", "\"payments \"", "\"payments/\"",
                "\"payments,orders\"", "\"payments orders\"", "\"[payments]\"", "\"*\"", "\"\"", "[\"\"]", "[\"*\"]",
                "\"payments\\u0000\"", "\"pay\\u200bments\"", "\"https://payments\"", "[\"x\",\"y\"]", "\"any\"",
                "\"\u{FF50}ayments\"", "\"caf\\u0065\\u0301\"", "[\"payments,orders\"]",
            ])
            + Attempt.all(
                .claimsMalformed,
                [
                    "null", "1", "true", "{}", "{\"payments\":1}", "[\"payments\",1]", "[\"payments\",null]",
                    "[[\"payments\"]]", "[\"payments\",[]]", "[{\"aud\":\"payments\"}]", "[1,\"payments\"]",
                    "[\"payments\",\"payments\\ud800\"]",
                ])
            + Attempt.all(.claimMissing, ["[]", "[ ]"])
            + Attempt.all(
                nil,
                [
                    "\"payments\"", "\"orders\"", "[\"payments\"]", "[\"x\",\"payments\"]", "[\"orders\",\"payments\"]",
                    "[\"payments\",\"payments\"]", "\"pay\\u006dents\"", "\"caf\u{E9}\"", "\"caf\\u00e9\"",
                    "[\"\",\"orders\"]",
                ]))
    func comparesAudiences(attempt: Attempt) throws {
        let test = try TestGate.unlimited { $0.issuers[0].audiences = .oneOf(["payments", "orders", "caf\u{E9}"]) }
        try test.expect(payload: TokenClaims().with("aud", attempt.text).json, attempt.expected)
        try test.expect(payload: TokenClaims().json, .claimMissing)
        try test.expect(payload: TokenClaims().with("Aud", "\"payments\"").json, .claimMissing)
    }

    @Test(
        "Row 46: a token with cnf is proof_required, whatever it is bound to",
        arguments: [
            Row("cnf", "{\"jkt\":\"0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I\"}", .proofRequired),
            Row("cnf", "{\"x5t#S256\":\"bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2\"}", .proofRequired),
            Row("cnf", "{\"jwk\":{\"kty\":\"RSA\"}}", .proofRequired), Row("cnf", "{\"kid\":\"k\"}", .proofRequired),
            Row("cnf", "{\"unknown\":1}", .proofRequired), Row("cnf", "{}", .proofRequired),
            Row("cnf", "null", .proofRequired), Row("cnf", "\"\"", .proofRequired), Row("cnf", "[]", .proofRequired),
            Row("cnf", "false", .proofRequired), Row("c\\u006ef", "{\"jkt\":\"x\"}", .proofRequired),
            Row("x", "{\"cnf\":{\"jkt\":\"x\"}}", nil), Row("CNF", "{\"jkt\":\"x\"}", nil), Row("cnf2", "{}", nil),
        ])
    func refusesBoundTokens(row: Row) throws {
        try TestGate.unlimited().expect(payload: TokenClaims().with(row.claim, row.json).json, row.expected)
    }

    @Test(
        "Row 47: a scope counts where it is one of the token's, byte for byte; of the wrong form it is claims_malformed",
        arguments: Attempt.all(
            .scopeInsufficient,
            [
                "\"\"", "\" \"", "[]", "[\"\"]", "\"*\"", "[\"*\"]", "\"product_*\"", "\".*\"", "\"any\"", "\"admin\"",
                "\"Product_payments free_plan\"", "\"product_payment free_plan\"", "\"product_payments2 free_plan\"",
                "\"xproduct_payments free_plan\"", "\"product_payments,free_plan\"", "\"product_payments+free_plan\"",
                "\"product_payments;free_plan\"", "\"product_payments\\tfree_plan\"",
                "\"product_payments\\nfree_plan\"",
                "\"product_payments\\u00a0free_plan\"", "\"product_payments\\u2003free_plan\"",
                "\"product_payments%20free_plan\"", "\"product_payments\\u0000 free_plan\"",
                "\"\\\"product_payments\\\" free_plan\"", "[\"product_payments free_plan\"]", "[\"product_payments \"]",
                "\"[\\\"product_payments\\\",\\\"free_plan\\\"]\"", "\"pro\\u0064uct\\u005fpayment\\u0455 free_plan\"",
            ])
            + Attempt.all(
                .claimsMalformed,
                [
                    "null", "1", "true", "{}", "{\"product_payments\":true}", "[\"product_payments\",1]", "[null]",
                    "[[\"product_payments\",\"free_plan\"]]", "[\"product_payments\",\"free_plan\",{}]",
                ])
            + Attempt.all(
                nil,
                [
                    "\"product_payments free_plan\"", "\"free_plan product_payments\"",
                    "\"openid product_payments free_plan x\"",
                    "\" free_plan  product_payments \"", "[\"product_payments\",\"free_plan\"]",
                    "\"product_payments product_payments free_plan free_plan\"",
                    "\"product\\u005fpayments\\u0020free_plan\"",
                ]))
    func comparesScopes(attempt: Attempt) throws {
        try TestGate.unlimited().expect(payload: TokenClaims().with("scope", attempt.text).json, attempt.expected)
    }

    @Test("Row 47: an absent scope grants nothing, and an empty one is not made up for by another claim")
    func grantsNothingWithoutScope() throws {
        let test = try TestGate.unlimited()
        let none = TokenClaims().with("scope", nil)
        let scopes = "\"product_payments free_plan\""
        try test.expect(payload: none.json, .scopeInsufficient)
        for name in ["Scope", "scopes", "roles", "permissions", "scope "] {
            try test.expect(payload: none.with(name, scopes).json, .scopeInsufficient)
        }
        try test.expect(payload: none.with("x", "{\"scope\":\(scopes)}").json, .scopeInsufficient)
        try test.expect(payload: none.with("scp", scopes).json, nil)
        for empty in ["\"\"", "[]"] {
            try test.expect(payload: none.with("scp", scopes).with("scope", empty).json, .scopeInsufficient)
        }
        // Where only `scope` is configured, another name brings nothing.
        let strict = try TestGate.unlimited { $0.issuers[0].scopeClaims = ["scope"] }
        try strict.expect(payload: none.with("scp", scopes).json, .scopeInsufficient)
    }

    @Test(
        "Row 47: a token without a client, or with clients that disagree, is refused whatever its scopes are",
        arguments: [
            Row("azp", nil, .claimMissing), Row("azp", "\"\"", .claimsMalformed), Row("azp", "null", .claimsMalformed),
            Row("azp", "1", .claimsMalformed), Row("azp", "[\"client-1\"]", .claimsMalformed),
            Row("azp", "{}", .claimsMalformed), Row("client_id", "\"client-2\"", .claimsMalformed),
            Row("client_id", "\"Client-1\"", .claimsMalformed), Row("client_id", "\"\"", .claimsMalformed),
            Row("client_id", "null", .claimsMalformed), Row("cid", "\"client-1 \"", .claimsMalformed),
            Row("appid", "\"client-1\\u0000\"", .claimsMalformed), Row("sub", "1", .claimsMalformed),
            Row("sub", "null", .claimsMalformed), Row("sub", "{}", .claimsMalformed), Row("sub", nil, nil),
            Row("client_id", "\"client-1\"", nil), Row("appid", "\"client\\u002d1\"", nil),
            Row("cid", "\"client-1\"", nil),
        ])
    func needsOneClient(row: Row) throws {
        try TestGate.unlimited().expect(payload: TokenClaims().with(row.claim, row.json).json, row.expected)
    }

    @Test("Row 47: a denied client is not let in by another spelling of its identifier, nor by its subject")
    func deniesClientsExactly() throws {
        let test = try TestGate.unlimited()
        test.gate.deniedClients.deny(issuer: TestCatalogue.issuer, client: "client-1")
        try test.expect(payload: TokenClaims().json, .clientRevoked)
        try test.expect(payload: TokenClaims(client: "client\\u002d1").json, .clientRevoked)
        try test.expect(payload: TokenClaims().with("azp", nil).with("cid", "\"client-1\"").json, .clientRevoked)
        try test.expect(payload: TokenClaims(client: "client-2").with("sub", "\"client-1\"").json, nil)
    }
}
