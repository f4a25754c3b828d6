import Testing
import Tollgate
import TollgateCatalogue
import TollgateCrypto
import TollgateImport
import TollgateTesting

@Suite("Tyk's policies and APIs become a catalogue, and what differs is told")
struct TykImportTests {
    private func policy(_ result: TykImport, _ name: String) throws -> Policy {
        try #require(result.catalogue.policies.first { $0.name == name })
    }

    @Test("Every fixture becomes a catalogue without errors", arguments: ["shop", "details", "weather", "openid"])
    func makesUsableCatalogues(folder: String) throws {
        let result = try TykImport(try TykFixture.files(folder))
        #expect(try TykFixture.readBack(result).source == result.catalogue)
    }

    @Test("A policy that opens and limits becomes a product and a plan of the same scope")
    func splitsPolicies() throws {
        let result = try TykImport(try TykFixture.files("weather"))
        #expect(result.catalogue.products.map(\.scopes) == [["weather:read"]])
        #expect(result.catalogue.plans.map(\.scopes) == [["weather:read"]])
        let limits = try policy(result, result.catalogue.plans[0].policies[0]).limits
        #expect(limits.rate == .limited(requests: 10, seconds: 1))
        #expect(limits.quota == .limited(maximum: 50_000, window: .seconds(2_592_000)))
        #expect(try policy(result, result.catalogue.products[0].policies[0]).limits.isEmpty)
        #expect(!result.needsDecision)
    }

    @Test("An OAS API brings its issuer, audiences, claims and tolerance")
    func readsOAS() throws {
        let catalogue = try TykImport(try TykFixture.files("weather")).catalogue
        let issuer = catalogue.issuers[0]
        #expect(issuer.issuer == "https://idp.example/weather")
        #expect(issuer.keys == .urls(["https://idp.example/weather/keys"]))
        #expect(issuer.scopeClaims == ["scp", "scope"])
        #expect(issuer.clientIDClaims == ["client_id"])
        #expect(issuer.clockSkewSeconds == 10)
        let api = catalogue.apis[0]
        #expect(api.audiences == ["weather"])
        #expect(api.limitBy == .client)
        #expect(!api.forwardsToken)
        #expect(api.listenPath == "/weather/")
    }

    @Test("Where nobody says the issuer, no token passes, and the report asks for it")
    func asksForIssuers() throws {
        let files = try TykFixture.files("shop")
        let unnamed = try TykImport(files)
        #expect(unnamed.unnamedIssuers == ["shop"])
        #expect(unnamed.catalogue.issuers[0].issuer == "https://shop.issuer.invalid")
        #expect(unnamed.needsDecision)
        #expect(unnamed.comments["issuers.shop"]?[0].contains("https://idp.example/realms/shop") == true)
        for answers in [
            IssuerAnswers(forAll: "https://idp.example/x"), IssuerAnswers(byName: ["shop": "https://idp.example/x"]),
        ] {
            let named = try TykImport(files, issuers: answers)
            #expect(named.catalogue.issuers[0].issuer == "https://idp.example/x")
            #expect(named.unnamedIssuers.isEmpty)
            #expect(!named.needsDecision)
        }
    }

    @Test("A public key in the definition becomes a key set that verifies")
    func readsStaticKeys() throws {
        let forge = try TokenForge()
        // RSAPublicKey (RFC 8017 §A.1.1): a sequence of two numbers.
        func number(_ bytes: [UInt8]) -> [UInt8] { encoded(0x02, (bytes[0] & 0x80 == 0 ? [] : [0]) + bytes) }
        func encoded(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
            let count = content.count
            let length: [UInt8] = count < 128 ? [UInt8(count)] : [0x82, UInt8(count >> 8), UInt8(count & 0xFF)]
            return [tag] + length + content
        }
        let der = encoded(0x30, number(forge.keyPair.modulus) + number(forge.keyPair.exponent))
        let pem = "-----BEGIN RSA PUBLIC KEY-----\n\(base64(der))\n-----END RSA PUBLIC KEY-----\n"
        for source in [base64(der), base64(Array(pem.utf8))] {
            let api = TykFixture.api(mapping: "{\"s\": \"p\"}").replacing(
                "aHR0cHM6Ly9pZHAuZXhhbXBsZS9rZXlz", with: source)
            let result = try TykFixture.import("[" + TykFixture.policy(id: "p") + "]", api)
            #expect(try TykFixture.readBack(result).source == result.catalogue)
            guard case .inline(let document) = result.catalogue.issuers[0].keys else {
                Issue.record("the key is not in the catalogue")
                continue
            }
            let key = try #require(try KeySet(json: Array(document.utf8)).entries.first?.key)
            #expect(key.modulus == forge.keyPair.modulus)
            #expect(result.differences(at: "/jwt_source").contains { $0.needsDecision })
        }
    }

    private func base64(_ bytes: [UInt8]) -> String {
        let text = TokenForge.base64URL(bytes).replacing("-", with: "+").replacing("_", with: "/")
        return text + String(repeating: "=", count: (4 - text.count % 4) % 4)
    }

    @Test(
        "Rates and quotas become limits that allow no more",
        arguments: [
            ("\"rate\": 100, \"per\": 60, \"quota_max\": 0", "rate 100/1min"),
            ("\"rate\": 2.9, \"per\": 1", "rate 2/1s"), ("\"rate\": 0.5, \"per\": 1", "rate 1/2s"),
            ("\"rate\": 10, \"per\": 0.5", "rate 10/1s"), ("\"rate\": 0, \"per\": 60", ""),
            ("\"rate\": -1, \"per\": 60", "rate unlimited"), ("\"rate\": -1, \"per\": 0", ""),
            ("\"rate\": 1e300, \"per\": 1", "rate 2147483647/1s"),
            ("\"quota_max\": 5, \"quota_renewal_rate\": 3600", "quota 5/1h"),
            ("\"quota_max\": -1, \"quota_renewal_rate\": -1", "quota unlimited"),
            ("\"quota_max\": 0, \"quota_renewal_rate\": 60", ""),
            ("\"quota_max\": 5, \"quota_renewal_rate\": -1", "quota 5/2147483647s"),
            ("\"quota_max\": 5, \"quota_renewal_rate\": 0", "quota 5/2147483647s"),
        ])
    func convertsLimits(members: String, expected: String) throws {
        let result = try TykFixture.import(
            "[" + TykFixture.policy(id: "p", more: members + ", \"x\": 0") + "]",
            TykFixture.api(mapping: "{\"s\": \"p\"}"))
        let limits = result.catalogue.plans.first.flatMap { plan in
            result.catalogue.policies.first { $0.name == plan.policies[0] }?.limits
        }
        let texts = [limits?.rate.map { "rate \($0)" }, limits?.quota.map { "quota \($0)" }].compactMap { $0 }
        #expect(texts.joined(separator: " ") == expected)
    }

    @Test("Limits on one API count only with per_api")
    func readsLimitsOfAPIs() throws {
        func `import`(_ partitions: String) throws -> TykImport {
            try TykFixture.import(
                """
                [{"id": "p", "rate": 5, "per": 1, "partitions": \(partitions), "access_rights": {
                   "x": {"api_id": "x", "limit": {"rate": 7, "per": 1}}, "y": {"api_id": "y", "limit": null}}}]
                """,
                "[" + TykFixture.api(id: "x", mapping: "{\"s\": \"p\"}") + ","
                    + TykFixture.api(id: "y", path: "/y/", mapping: "{\"s\": \"p\"}") + "]")
        }
        let perAPI = try `import`("{\"per_api\": true}")
        let limits = try policy(perAPI, "p-limits")
        #expect(limits.limits.isEmpty)
        #expect(limits.limitsByAPI["x"]?.rate == .limited(requests: 7, seconds: 1))
        #expect(limits.limitsByAPI["y"]?.rate == .limited(requests: 5, seconds: 1))
        let whole = try `import`("{}")
        #expect(try policy(whole, "p-limits").limits.rate == .limited(requests: 5, seconds: 1))
        #expect(whole.differences(at: "/0/access_rights/x/limit").map(\.effect) == [.none])
        let contradictory = try `import`("{\"per_api\": true, \"acl\": true}")
        #expect(contradictory.catalogue.policies.allSatisfy { !$0.isActive })
    }

    @Test("A list of paths of which none can be written opens nothing, not everything")
    func closesWhatCannotBeSaid() throws {
        let result = try TykFixture.import(
            """
            [{"id": "p", "rate": 5, "per": 1, "partitions": {}, "access_rights": {
               "x": {"api_id": "x", "allowed_urls": [{"url": "/\\\\d+", "methods": ["GET"]}]}}}]
            """, TykFixture.api(mapping: "{\"s\": \"p\"}"))
        #expect(try policy(result, "p").access == [AccessRight(api: "x", paths: [])])
        #expect(result.differences(at: "/0/access_rights/x/allowed_urls/0/url").map(\.needsDecision) == [true])
        #expect(result.comments["policies.p"]?.last?.hasPrefix("TO DO: write patterns for `/\\d+`") == true)
    }

    @Test("What Tyk merges in another way is told for the policies that one token can bring together")
    func reportsInteractions() throws {
        func effects(_ more: String, _ other: String) throws -> [ImportDifference] {
            let result = try TykFixture.import(
                "[" + TykFixture.policy(id: "a", more: more) + "," + TykFixture.policy(id: "b", more: other) + "]",
                TykFixture.api(mapping: "{\"s\": \"a\", \"t\": \"b\"}"))
            return result.differences(at: "/jwt_scope_to_policy_mapping")
        }
        let plain = "\"rate\": 1, \"per\": 1"
        #expect(try effects(plain, plain).isEmpty)
        #expect(try effects(plain, plain + ", \"is_inactive\": true").map(\.effect) == [.wider])
        #expect(
            try effects("\"quota_max\": 5, \"quota_renewal_rate\": 60", "\"quota_max\": 5, \"quota_renewal_rate\": 61")
                .map(\.effect) == [.changed])
        #expect(
            try effects(plain + ", \"meta_data\": {\"k\": \"1\"}", plain + ", \"meta_data\": {\"k\": \"2\"}").map(
                \.effect)
                == [.changed])
        // Neither has a limit: no token with them gets through without a person's decision.
        #expect(try effects("\"rate\": 0, \"per\": 0", "\"rate\": 0, \"per\": 0").map(\.needsDecision) == [true])
    }

    @Test("An API that cannot be taken over is left out as a whole, with the reason and without its secrets")
    func leavesAPIsOut() throws {
        let result = try TykImport(try TykFixture.files("details"))
        let out = result.differences.filter { $0.reason.hasPrefix("the API is left out") }
        #expect(out.map(\.found) == ["the API \"Old\"", "the API \"Status\""])
        #expect(!result.differences.contains { $0.description.contains("c2VjcmV0") })
        #expect(result.catalogue.apis.map(\.name) == ["order-desk", "reports"])
    }

    @Test("Where requests for an API that is left out come to another one, that is told")
    func reportsCoveredAPIs() throws {
        let result = try TykFixture.import(
            "[" + TykFixture.policy(id: "p") + "]",
            "[" + TykFixture.api(path: "/", mapping: "{\"s\": \"p\"}") + ","
                + TykFixture.api(id: "y", path: "/admin/").replacing("rsa", with: "hmac") + "]")
        #expect(result.catalogue.apis.map(\.listenPath) == ["/"])
        #expect(result.differences(at: "/1").map(\.effect) == [.narrower, .wider])
        #expect(result.differences(at: "/1").map(\.needsDecision) == [true, true])
    }

    @Test("Members that may hold secrets are reported without them")
    func redactsSecrets() throws {
        let result = try TykFixture.import(
            "[" + TykFixture.policy(id: "p") + "]",
            TykFixture.api(
                mapping: "{\"s\": \"p\"}",
                more: "\"notifications\": {\"shared_secret\": \"hunter2\"}, \"odd_password\": \"hunter2\""))
        #expect(!result.differences.contains { $0.description.contains("hunter2") })
        #expect(result.differences(at: "/odd_password").count == 1)
    }

    @Test("Policies come as a map, a list, one alone and as the Dashboard lists them")
    func readsEveryShape() throws {
        let one = TykFixture.policy(id: "p")
        for text in [
            one, "[\(one)]", "{\"p\": \(one)}", "{\"Data\": [\(one)], \"Pages\": 1}",
            "{\"p\": {\"rate\": 5, \"per\": 1}}",
        ] {
            let result = try TykFixture.import(text, TykFixture.api(mapping: "{\"s\": \"p\"}"))
            #expect(result.catalogue.plans.count == 1, "\(text)")
        }
    }
}
