import Testing
import Tollgate
import TollgateCatalogue
import TollgateTesting

@Suite("Attacks with times")
struct TimeAttackTests {
    /// What is no NumericDate between 0 and the end of the year 9999, or no number at all.
    private static let noDates = [
        "null", "true", "false", "\"1700000300\"", "\"\"", "\"never\"", "[]", "[1700000300]", "{}",
        "{\"$numberLong\":\"1700000300\"}", "-1", "-1e-9", "-1700000300", "1e400", "-1e400", "1e308", "1E+308", "1e16",
        "9223372036854775807", "9223372036854775808", "18446744073709551616", "-9223372036854775808",
        "99999999999999999999999999999999999999999", "253402300800", "2534023008e2", "1e99999999999999999999",
        "1700000300e3", "NaN", "Infinity", "-Infinity", "inf", "nan", "0x6553F22C", "01700000300", "00", "+1700000300",
        "1700000300.", ".5", "1.e5", "1e", "1e+", "1_700_000_300", "1,700,000,300", "--1", "-", "1700000300f",
        "1700000300n", "1 700000300", "\u{661}\u{667}", "undefined", "2023-11-14T22:18:20Z", "Date(1700000300)", "",
    ]

    @Test("Row 19: an exp, nbf or iat that is no date is claims_malformed, never absent", arguments: noDates)
    func refusesOtherValues(json: String) throws {
        let test = try TestGate.unlimited()
        for claim in ["exp", "nbf", "iat"] {
            try test.expect(payload: TokenClaims().with(claim, json).json, .claimsMalformed)
        }
    }

    @Test("Row 19: exp is needed: without it, or under another name, a token is claim_missing")
    func needsExpiry() throws {
        let test = try TestGate.unlimited()
        let claims = TokenClaims().with("exp", nil)
        try test.expect(payload: claims.json, .claimMissing)
        for name in ["Exp", "EXP", "exp ", "expires_at", "expiry", "exp\\u0000"] {
            try test.expect(payload: claims.with(name, "1700000300").json, .claimMissing)
        }
        try test.expect(payload: claims.with("x", "{\"exp\":1700000300}").json, .claimMissing)
        try test.expect(payload: claims.with("\\u0065xp", "1700000300").json, nil)
    }

    @Test(
        "Row 19: a date is read by its digits, and its fraction never in the token's favour",
        arguments: [
            ("exp", "0", .tokenExpired), ("exp", "-0", .tokenExpired), ("exp", "-0.0", .tokenExpired),
            ("exp", "0e99999999999", .tokenExpired), ("exp", "1e-400", .tokenExpired), ("exp", "1", .tokenExpired),
            ("exp", "1e-99999999999999999999", .tokenExpired), ("exp", "1699999940.999999999", .tokenExpired),
            ("exp", "1699999941", nil), ("exp", "1699999941.0", nil), ("exp", "1.7000003e9", nil),
            ("exp", "17000003E+2", nil), ("exp", "1700000300000e-3", nil), ("exp", "0.00000017000003e16", nil),
            ("exp", "253402300799", nil), ("exp", "253402300799.999", nil),
            ("exp", "1700000300.00000000000000001", nil),
            ("nbf", "0", nil), ("nbf", "-0", nil), ("nbf", "1700000060", nil), ("nbf", "1700000060.0", nil),
            ("nbf", "1700000060.000000001", .tokenNotYetValid), ("nbf", "1700000061", .tokenNotYetValid),
            ("nbf", "253402300799", .tokenNotYetValid), ("nbf", "253402300799.5", .claimsMalformed),
            ("iat", "0", nil), ("iat", "1700000060", nil), ("iat", "1700000060.1", .tokenNotYetValid),
            ("iat", "253402300799", .tokenNotYetValid), ("iat", "253402300799.5", .claimsMalformed),
            ("iat", nil, nil), ("nbf", nil, nil), ("x", "{\"exp\":1,\"x\":[null,1e999,-1]}", nil),
        ] as [(String, String?, Rejection?)])
    func readsDates(claim: String, json: String?, expected: Rejection?) throws {
        try TestGate.unlimited().expect(payload: TokenClaims().with(claim, json).json, expected)
    }

    @Test("Row 20: the leeway holds to the second for exp, nbf and iat, and is 60 s unless configured")
    func appliesTheLeeway() throws {
        for configured in [nil, 0, 1, 60, 300] as [Int64?] {
            let skew = configured ?? 60
            let test = try TestGate.unlimited { if let configured { $0.issuers[0].clockSkewSeconds = configured } }
            let now = test.clock.instant.unixSeconds
            try test.expect(payload: TokenClaims().with("exp", "\(now - skew + 1)").json, nil)
            try test.expect(payload: TokenClaims().with("exp", "\(now - skew)").json, .tokenExpired)
            for claim in ["nbf", "iat"] {
                try test.expect(payload: TokenClaims().with(claim, "\(now + skew)").json, nil)
                try test.expect(payload: TokenClaims().with(claim, "\(now + skew + 1)").json, .tokenNotYetValid)
            }
        }
    }

    @Test("Row 20: a leeway above 300 s or below 0 is an error of the catalogue", arguments: [-1, 301, Int64.max])
    func boundsTheLeeway(seconds: Int64) {
        #expect(throws: CatalogueErrors.self) {
            try TestGate.unlimited { $0.issuers[0].clockSkewSeconds = seconds }
        }
    }

    @Test("Row 20: no clock and no date makes a sum overflow, and no clock before a token's time lets it in")
    func neverOverflows() throws {
        let test = try TestGate.unlimited { $0.issuers[0].clockSkewSeconds = 300 }
        let path = try RequestPath(target: "/payment-api/get")
        let request = GateRequest(api: try #require(test.gate.catalogue.api(for: path)), method: "GET", path: path)
        func rejection(_ claims: TokenClaims, at seconds: Int64) -> Rejection? {
            let token = test.forge.token(payload: claims.json)
            let instant = Instant(
                unixSeconds: seconds, monotonicNanoseconds: test.clock.instant.monotonicNanoseconds)
            let decision = test.gate.decide(BearerCredential(token: Substring(token)), request, at: instant)
            guard case .reject(let rejection, _) = decision else { return nil }
            return rejection
        }
        for seconds in [Int64.max, Int64.max - 1, 253_402_300_800, 1_700_000_601] {
            #expect(rejection(TokenClaims(), at: seconds) == .tokenExpired)
        }
        for seconds in [Int64.min, -1, 0, 1_699_999_699] {
            #expect(rejection(TokenClaims(), at: seconds) == .tokenNotYetValid)
            let timeless = TokenClaims().with("iat", nil)
            #expect(rejection(timeless.with("nbf", "253402300799"), at: seconds) == .tokenNotYetValid)
        }
        let eternal = TokenClaims().with("exp", "253402300799")
        for seconds in [Int64.min, 0, 1_700_000_000, 253_402_300_799, Int64.max] {
            _ = rejection(eternal, at: seconds)
        }
        #expect(rejection(eternal, at: 253_402_300_799) == nil)
    }

    @Test("Row 20: a maximum lifetime bounds exp - iat to the second, makes iat needed, and cannot be dodged by it")
    func boundsTheLifetime() throws {
        let test = try TestGate.unlimited { $0.issuers[0].maximumTokenLifetimeSeconds = 300 }
        try test.expect(payload: TokenClaims().json, nil)
        try test.expect(payload: TokenClaims().with("exp", "1700000301").json, .lifetimeExceeded)
        try test.expect(payload: TokenClaims().with("exp", "253402300799").json, .lifetimeExceeded)
        try test.expect(payload: TokenClaims().with("iat", nil).json, .claimMissing)
        try test.expect(payload: TokenClaims().with("iat", "null").json, .claimsMalformed)
        try test.expect(payload: TokenClaims().with("iat", "0").json, .lifetimeExceeded)
        try test.expect(payload: TokenClaims().with("iat", "1700000300").json, .tokenNotYetValid)
    }
}
