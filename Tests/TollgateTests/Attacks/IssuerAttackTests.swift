import Testing
import Tollgate
import TollgateCatalogue
import TollgateTesting

@Suite("Attacks with other issuers")
struct IssuerAttackTests {
    private static let partner = "https://partner.example"

    /// A gate with two issuers, whose first API takes both and whose second one takes the partner's tokens only.
    private func twoIssuers() throws -> TestGate {
        try TestGate.unlimited(hasKeys: false) {
            $0.issuers.append(Issuer(name: "partner", issuer: Self.partner, audiences: .any))
            $0.apis[0].issuers = ["portal", "partner"]
            $0.policies[0].access.append(AccessRight(api: "partners"))
            $0.apis.append(
                API(name: "partners", listenPath: "/partners/", upstream: "http://127.0.0.1:1/", issuers: ["partner"]))
        }
    }

    @Test(
        "Row 28: an iss is compared byte for byte and never repaired; of another type it is claims_malformed",
        arguments: Attempt.all(
            .issuerUnknown,
            [
                "https://idp.example/realms/DCR/", "https://idp.example/realms/dcr", "https://IDP.example/realms/DCR",
                "HTTPS://idp.example/realms/DCR", "http://idp.example/realms/DCR", "https://idp.example/realms/DC",
                "https://idp.example/realms/DCR2", "https://idp.example/realms/DCRevil", "https://idp.example/realms/",
                "https://idp.example:443/realms/DCR", "https://idp.example./realms/DCR", "//idp.example/realms/DCR",
                "https://user@idp.example/realms/DCR", "https://idp.example@evil.example/realms/DCR",
                "https://evil.example/?https://idp.example/realms/DCR", "https://evil.example", "portal", "", " ", "*",
                "https://idp.example/realms/DCR?", "https://idp.example/realms/DCR#",
                "https://idp.example/realms/x/../DCR",
                "https://idp.example//realms/DCR", "https://idp.example/realms/%44CR",
                "https://idp.example/realms/DCR%00",
                " https://idp.example/realms/DCR", "https://idp.example/realms/DCR ",
                "https://idp.example/realms/DCR\\n",
                "https://idp.example/realms/DCR\\u0000", "https://idp.example/realms/DCR,https://evil.example",
                "https://idp\u{3002}example/realms/DCR", "https://\u{456}dp.example/realms/DCR",
                "https:idp.example/realms/DCR",
                "https://idp.example/realms/\u{FF24}CR", "https:\\\\idp.example\\\\realms\\\\DCR",
            ]) + [
                Attempt("https://idp.example/realms/DCR", nil), Attempt("https:\\/\\/idp.example\\/realms\\/DCR", nil),
                Attempt("https://idp.example/realms/\\u0044CR", nil),
            ])
    func comparesIssuers(attempt: Attempt) throws {
        let test = try TestGate.unlimited()
        try test.expect(payload: TokenClaims(issuer: attempt.text).json, attempt.expected)
    }

    @Test("Row 28: a token without iss is claim_missing, and one whose iss is no string is claims_malformed")
    func needsAnIssuer() throws {
        let test = try TestGate.unlimited()
        let issuer = "\"\(TestCatalogue.issuer)\""
        let none = TokenClaims().with("iss", nil)
        try test.expect(payload: none.json, .claimMissing)
        for name in ["Iss", "ISS", "issuer", "iss "] {
            try test.expect(payload: none.with(name, issuer).json, .claimMissing)
        }
        try test.expect(payload: none.with("x", "{\"iss\":\(issuer)}").json, .claimMissing)
        for json in ["[\(issuer)]", "{\"iss\":\(issuer)}", "null", "true", "1", "[]", "{}", "[\(issuer),\"x\"]"] {
            try test.expect(payload: none.with("iss", json).json, .claimsMalformed)
        }
    }

    @Test("Row 28: canonically equivalent spellings of an issuer are different issuers")
    func comparesBytes() throws {
        let test = try TestGate.unlimited { $0.issuers[0].issuer = "https://idp.example/caf\u{E9}" }
        try test.expect(payload: TokenClaims(issuer: "https://idp.example/caf\u{E9}").json, nil)
        try test.expect(payload: TokenClaims(issuer: "https://idp.example/caf\\u00e9").json, nil)
        try test.expect(payload: TokenClaims(issuer: "https://idp.example/cafe\u{301}").json, .issuerUnknown)
    }

    @Test("Row 28: the key of a known issuer that the API does not admit is key_unknown there, cached or not")
    func triesTheKeysOfTheAPI() throws {
        let test = try twoIssuers()
        try test.install(keys: [test.forge.webKey], issuer: 0)
        try test.install(keys: [try Forge.other.get().webKey], issuer: 1)
        let token = test.forge.token(payload: TokenClaims().json)
        #expect(try test.rejection(token, path: "/partners/get") == .keyUnknown)
        #expect(try test.rejection(token) == nil)
        #expect(try test.rejection(token, path: "/partners/get") == .keyUnknown)
        let own = try Forge.other.get().token(payload: TokenClaims(issuer: Self.partner).json)
        #expect(try test.rejection(own, path: "/partners/get") == nil)
        #expect(try test.rejection(own) == nil)
    }

    @Test("Row 28: a known issuer that the API does not admit is issuer_unknown where an admitted one has its key")
    func checksTheIssuersOfTheAPI() throws {
        let test = try twoIssuers()
        for issuer in [0, 1] { try test.install(keys: [test.forge.webKey], issuer: issuer) }
        let token = test.forge.token(payload: TokenClaims().json)
        #expect(try test.rejection(token, path: "/partners/get") == .issuerUnknown)
        #expect(test.gate.tokenCacheStatistics.entries == 0)
        #expect(try test.rejection(token) == nil)
        #expect(try test.rejection(token, path: "/partners/get") == .issuerUnknown)
    }

    @Test(
        "Row 30: two issuers with one kid cannot vouch for each other: key_unknown, before and after a cached good token"
    )
    func bindsKeysToIssuers() throws {
        let test = try twoIssuers()
        let portal = test.forge
        let partner = try Forge.other.get()
        for (issuer, forge) in [(0, portal), (1, partner)] {
            try test.install(keys: [forge.webKey([("kid", "\"shared\"")])], issuer: issuer)
        }
        let header = "{\"alg\":\"RS256\",\"kid\":\"shared\"}"
        let own = TokenClaims().json
        let foreign = TokenClaims(issuer: Self.partner).json
        for _ in 0..<2 {
            try test.expect(partner.token(payload: own, header: header), .keyUnknown)
            try test.expect(portal.token(payload: foreign, header: header), .keyUnknown)
            try test.expect(portal.token(payload: own, header: header), nil)
            try test.expect(partner.token(payload: foreign, header: header), nil)
        }
        let stranger = try TokenForge(keyID: "shared")
        try test.expect(stranger.token(payload: own, header: header), .signatureInvalid)
        try test.expect(stranger.token(payload: foreign, header: header), .signatureInvalid)
    }

    @Test("Row 30: a kid that only the other issuer has vouches for no token of this one")
    func choosesKeysByIssuer() throws {
        let test = try twoIssuers()
        let partner = try Forge.other.get()
        try test.install(keys: [test.forge.webKey], issuer: 0)
        try test.install(keys: [partner.webKey], issuer: 1)
        try test.expect(partner.token(payload: TokenClaims().json), .keyUnknown)
        try test.expect(test.forge.token(payload: TokenClaims(issuer: Self.partner).json), .keyUnknown)
        // Without a kid both keys are tried, and they vouch for nobody else either.
        let anonymous = "{\"alg\":\"RS256\"}"
        #expect(try test.rejection(test.forge.token(payload: TokenClaims().json, header: anonymous)) == nil)
        #expect(try test.rejection(partner.token(payload: TokenClaims().json, header: anonymous)) == .keyUnknown)
        let foreign = test.forge.token(payload: TokenClaims(issuer: Self.partner).json, header: anonymous)
        #expect(try test.rejection(foreign) == .keyUnknown)
    }

    @Test("Row 30: issuers may share a key, and one that drops it no longer has its tokens accepted, cached or not")
    func followsSharedKeys() throws {
        let test = try twoIssuers()
        let other = try Forge.other.get()
        for issuer in [0, 1] { try test.install(keys: [test.forge.webKey, other.webKey], issuer: issuer) }
        let own = test.forge.token(payload: TokenClaims().json)
        let foreign = test.forge.token(payload: TokenClaims(issuer: Self.partner).json)
        #expect(try test.rejection(own) == nil)
        #expect(try test.rejection(foreign) == nil)
        try test.install(keys: [other.webKey], issuer: 0)
        #expect(try test.rejection(own) == .keyUnknown)
        #expect(try test.rejection(foreign) == nil)
        #expect(try test.rejection(other.token(payload: TokenClaims().json)) == nil)
    }

    @Test("Row 30: the same client identifier of another issuer is another client, with limits and denials of its own")
    func separatesClients() throws {
        let test = try twoIssuers()
        for issuer in [0, 1] { try test.install(keys: [test.forge.webKey], issuer: issuer) }
        test.gate.deniedClients.deny(issuer: Self.partner, client: "client-1")
        #expect(try test.rejection(test.forge.token(payload: TokenClaims().json)) == nil)
        let denied = test.forge.token(payload: TokenClaims(issuer: Self.partner).json)
        #expect(try test.rejection(denied) == .clientRevoked)
    }
}
