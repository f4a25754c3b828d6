import Testing
import Tollgate
import TollgateCatalogue
import TollgateImport
import TollgateTesting

/// `use_openid`, as CanDIGv2 has it (I1): issuers, client ids and their policies stand in the file.
@Suite("APIs that take tokens of OpenID providers are taken over")
struct TykOpenIDTests {
    /// The members of a classic API; `Yw==`, `ZA==` and `ZQ==` are the clients `c`, `d` and `e` in base64.
    private func api(_ providers: String, id: String = "x", more: String = "") -> String {
        """
        {"name": "\(id)", "api_id": "\(id)", "use_openid": true, "openid_options": {"providers": [\(providers)]},
         "proxy": {"listen_path": "/\(id)/", "target_url": "http://u/", "strip_listen_path": true}
         \(more.isEmpty ? "" : "," + more)}
        """
    }

    private func provider(_ issuer: String, _ clients: String) -> String {
        "{\"issuer\": \"\(issuer)\", \"client_ids\": \(clients)}"
    }

    private func `import`(_ apis: String..., policies: [String] = ["p", "q"]) throws -> TykImport {
        let all = policies.map { TykFixture.policy(id: $0, apis: ["x", "y"]) }
        return try TykFixture.import(
            "[\(all.joined(separator: ","))]", "[\(apis.joined(separator: ","))]", issuers: IssuerAnswers())
    }

    @Test("Issuers, clients and their policy become issuers, audiences and a default policy")
    func takesClientsOver() throws {
        let result = try `import`(
            api(provider("https://i.example", #"{"Yw==": "p", "ZA==": "p"}"#)), policies: ["p"])
        let issuer = try #require(result.catalogue.issuers.first)
        #expect(issuer.issuer == "https://i.example")
        #expect(issuer.keys == .discovery)
        #expect(issuer.audiences == .oneOf(["c", "d"]))
        #expect(result.catalogue.apis[0].defaultPolicy == "p")
        #expect(result.catalogue.apis[0].audiences == nil)
        #expect(result.catalogue.apis[0].limitBy == .subject)
        #expect(result.unnamedIssuers.isEmpty)
        #expect(try TykFixture.readBack(result).source == result.catalogue)
        // What a person has to see to: Tyk takes ID tokens.
        let told = result.differences(at: "/0/openid_options")
        #expect(told.filter(\.needsDecision).map(\.pointer) == ["/0/openid_options"])
        #expect(told.contains { $0.effect == .narrower && $0.reason.contains("ID tokens are refused") })
        #expect(!result.differences.contains { $0.effect == .wider })
    }

    @Test("Tokens of the clients pass, and those of others do not")
    func decidesAboutTokens() throws {
        let result = try `import`(api(provider(TestCatalogue.issuer, #"{"Yw==": "p"}"#)), policies: ["p"])
        let test = try TestGate(try TykFixture.readBack(result).source, forge: try TokenForge())
        func rejection(audience: String) throws -> Rejection? {
            let claims = TokenClaims().with("scope", nil).with("aud", "\"\(audience)\"")
            return try test.rejection(test.forge.token(payload: claims.json), path: "/x/y")
        }
        #expect(try rejection(audience: "c") == nil)
        #expect(try rejection(audience: "d") == .audienceMismatch)
    }

    @Test("The fixture's clients of one policy are taken over, with their issuers, and the others are told")
    func readsFixture() throws {
        let catalogue = try TykImport(try TykFixture.files("openid")).catalogue
        #expect(
            catalogue.issuers.map(\.audiences) == [.oneOf(["lab-portal", "lab-notebook"]), .oneOf(["partner-portal"])])
        #expect(catalogue.issuers.map(\.connection.allowsHTTP) == [false, true])
        #expect(catalogue.apis.map(\.defaultPolicy) == ["researchers"])
        #expect(catalogue.apis.map(\.audiences) == [nil])
    }

    @Test("Of clients with several policies nobody gets another's, and each that is left out is told")
    func keepsPoliciesApart() throws {
        let result = try `import`(
            api(provider("https://i.example", #"{"Yw==": "q", "ZA==": "p", "ZQ==": "p"}"#)))
        #expect(result.catalogue.apis[0].defaultPolicy == "p")
        #expect(result.catalogue.issuers[0].audiences == .oneOf(["d", "e"]))
        let told = result.differences(at: "/0/openid_options/providers/0/client_ids/Yw==")
        #expect(told.map(\.effect) == [.narrower])
        #expect(told.map(\.needsDecision) == [true])
        #expect(told[0].found == "the client \"c\"")
    }

    @Test("Where no policy is in the files the issuer and its clients are there all the same, and nobody is admitted")
    func survivesMissingPolicies() throws {
        let result = try `import`(api(provider("https://i.example", #"{"Yw==": "p"}"#)), policies: ["other"])
        #expect(result.catalogue.issuers[0].audiences == .oneOf(["c"]))
        #expect(result.catalogue.apis[0].defaultPolicy == "no-op")
        let told = result.differences(at: "/0/openid_options/providers/0/client_ids/Yw==")
        #expect(told.contains { $0.needsDecision && $0.reason.contains("in none of the files") })
    }

    @Test("Scopes that are mapped bring policies, and the policies of clients count as little as in Tyk (tyk 4980)")
    func mapsScopes() throws {
        let result = try `import`(
            api(
                provider("https://i.example", #"{"Yw==": "p"}"#),
                more: #""scopes": {"oidc": {"scope_claim_name": "scp", "scope_to_policy": {"s": "q"}}}"#))
        #expect(result.catalogue.plans.map(\.scopes) == [["s"]])
        #expect(result.catalogue.issuers[0].scopeClaims == ["scp"])
        #expect(result.catalogue.apis[0].defaultPolicy == "no-op")
        #expect(
            result.differences(at: "/0/openid_options/providers/0/client_ids/Yw==").map(\.effect) == [.none])
        #expect(result.differences(at: "/0/scopes").contains { $0.reason.contains("tyk 4980") })
    }

    @Test("A client of one provider is not admitted with another provider's token, or that is told as wider")
    func tellsMixedClients() throws {
        let first = provider("https://i.example", #"{"Yw==": "p"}"#)
        let second = provider("https://j.example", #"{"ZA==": "p"}"#)
        let alone = try `import`(api(first + "," + second), policies: ["p"])
        #expect(alone.catalogue.issuers.map(\.audiences) == [.oneOf(["c"]), .oneOf(["d"])])
        #expect(!alone.differences.contains { $0.effect == .wider })
        // Another API takes d's tokens from i: then i's audiences have d, and x has it from j.
        let mixed = try `import`(
            api(first + "," + second), api(provider("https://i.example", #"{"ZA==": "p"}"#), id: "y"), policies: ["p"])
        #expect(mixed.catalogue.issuers.map(\.audiences) == [.oneOf(["c", "d"]), .oneOf(["d"])])
        #expect(mixed.catalogue.apis.map(\.audiences) == [nil, ["d"]])
        let wider = mixed.differences.filter { $0.effect == .wider }
        #expect(wider.map(\.found) == ["the clients \"d\""])
        #expect(wider.map(\.needsDecision) == [true])
    }

    @Test(
        "A client id that is not base64 of a text, an issuer that is no URL and a provider without clients are told",
        arguments: [
            (#"{"issuer": "https://i.example", "client_ids": {"shop-app": "p", "Yw==": "p"}}"#, "/client_ids/shop-app"),
            (#"{"issuer": "https://i.example", "client_ids": {"/w==": "p", "Yw==": "p"}}"#, "/client_ids/~1w=="),
            (#"{"issuer": "accounts.google.com", "client_ids": {"Yw==": "p"}}"#, "/issuer"),
            (
                #"{"issuer": "https://i.example", "client_ids": {"Yw==": "p"}}, "#
                    + #"{"issuer": "https://j.example", "client_ids": {}}"#, ""
            ),
        ])
    func tellsWhatCannotBeTaken(providers: String, pointer: String) throws {
        let result = try `import`(api(providers), policies: ["p"])
        let place = pointer.isEmpty ? "1/issuer" : "0" + pointer
        #expect(result.differences(at: "/0/openid_options/providers/\(place)").count == 1)
        #expect(result.catalogue.apis.count == 1)
        #expect(try TykFixture.readBack(result).source == result.catalogue)
    }

    @Test(
        "An API without a provider or a usable client is left out",
        arguments: ["", #"{"issuer": "https://i.example"}"#])
    func leavesOut(providers: String) throws {
        let result = try `import`(api(providers))
        #expect(result.catalogue.apis.isEmpty)
        #expect(result.differences(at: "/0").contains { $0.reason.hasPrefix("the API is left out: ") })
    }

    @Test("An OAS definition's providers are read as a classic one's")
    func readsOAS() throws {
        let oas = #"""
            {"openapi": "3.0.3", "x-tyk-api-gateway": {
              "info": {"id": "x", "name": "x", "state": {"active": true}}, "upstream": {"url": "http://u/"},
              "server": {"listenPath": {"value": "/x/", "strip": true}, "authentication": {"enabled": true,
                "baseIdentityProvider": "oidc_user",
                "oidc": {"enabled": true, "segregateByClientId": true, "query": {"enabled": true, "name": "t"},
                  "providers": [{"issuer": "https://i.example",
                    "clientToPolicyMapping": [{"clientId": "Yw==", "policyId": "p"}]}]}}}}}
            """#
        let result = try `import`(oas, policies: ["p"])
        #expect(result.catalogue.issuers.map(\.audiences) == [.oneOf(["c"])])
        #expect(result.catalogue.apis.map(\.defaultPolicy) == ["p"])
        let place = "/0/x-tyk-api-gateway/server/authentication"
        #expect(result.differences(at: place + "/oidc/query").map(\.effect) == [.narrower])
        #expect(result.differences(at: place + "/baseIdentityProvider").isEmpty)
    }

    @Test("Beside signed tokens OpenID is a further check, and is told as one")
    func tellsFurtherChecks() throws {
        let result = try TykFixture.import(
            "[" + TykFixture.policy(id: "p") + "]",
            TykFixture.api(mapping: #"{"s": "p"}"#, more: #""use_openid": true"#))
        #expect(result.differences(at: "/use_openid").map(\.effect) == [.wider])
    }

    @Test("A default policy without limits admits nobody, and that is told")
    func tellsMissingPlans() throws {
        let result = try TykFixture.import(
            "[" + TykFixture.policy(id: "p", more: #""rate": 0, "per": 0"#) + "]",
            api(provider("https://i.example", #"{"Yw==": "p"}"#)), issuers: IssuerAnswers())
        let place = "/openid_options/providers/0/client_ids/Yw=="
        #expect(
            result.differences(at: place).contains { $0.needsDecision && $0.reason.contains("`without_plan: deny`") })
    }
}
