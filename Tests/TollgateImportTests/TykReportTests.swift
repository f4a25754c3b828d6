import Testing
import Tollgate
import TollgateCatalogue
import TollgateImport

@Suite("A report names the true cause and effect")
struct TykReportTests {
    /// An OAS API with a JWT scheme and these members of `middleware`.
    private func oas(_ middleware: String) -> String {
        #"""
        {"openapi": "3.0.3", "x-tyk-api-gateway": {
          "info": {"id": "x", "name": "x", "state": {"active": true}}, "upstream": {"url": "http://u/"},
          "middleware": \#(middleware),
          "server": {"listenPath": {"value": "/x/", "strip": true}, "authentication": {"enabled": true,
            "securitySchemes": {"jwt": {"enabled": true, "signingMethod": "rsa",
              "source": "aHR0cHM6Ly9pZHAuZXhhbXBsZS9rZXlz"}}}}}}
        """#
    }

    private func told(_ middleware: String) throws -> [ImportDifference] {
        try TykFixture.import("[" + TykFixture.policy(id: "p") + "]", oas(middleware))
            .differences(at: "/x-tyk-api-gateway/middleware")
    }

    @Test(
        "Middleware that checks nothing is not told as a check beside the token (I2)",
        arguments: [
            #"{"global": {"contextVariables": {"enabled": true}}}"#,
            #"{"global": {"skipQuotaReset": true}}"#,
            #"{"operations": {"get": {"trackEndpoint": {"enabled": true}}}}"#,
            #"{"operations": {"get": {"doNotTrackEndpoint": {"enabled": true}}}}"#,
            #"{"operations": {"get": {"requestSizeLimit": {"enabled": false, "value": 1}}}}"#,
            #"{"operations": {"get": {"allow": {"enabled": false, "ignoreCase": true}}}}"#,
        ])
    func tellsNoEffect(middleware: String) throws {
        let told = try told(middleware)
        #expect(told.map(\.effect) == [.none])
        #expect(told.map(\.needsDecision) == [false])
    }

    @Test(
        "Middleware that checks, opens or answers is told with what that does to callers",
        arguments: [
            (#"{"global": {"requestSizeLimit": {"enabled": true, "value": 1}}}"#, .wider),
            (#"{"operations": {"get": {"requestSizeLimit": {"enabled": true, "value": 1}}}}"#, .wider),
            (#"{"operations": {"get": {"validateRequest": {"enabled": true}}}}"#, .wider),
            (#"{"operations": {"get": {"block": {"enabled": true}}}}"#, .wider),
            (#"{"operations": {"get": {"ignoreAuthentication": {"enabled": true}}}}"#, .narrower),
            (#"{"global": {"skipRateLimit": true}}"#, .narrower), (#"{"global": {"skipQuota": true}}"#, .narrower),
            (#"{"operations": {"get": {"mockResponse": {"enabled": true}}}}"#, .changed),
            (#"{"operations": {"get": {"virtualEndpoint": {"enabled": true}}}}"#, .changed),
        ] as [(String, ImportDifference.Effect)])
    func tellsEffects(middleware: String, effect: ImportDifference.Effect) throws {
        let told = try told(middleware)
        #expect(told.map(\.effect) == [effect])
        #expect(told.map(\.needsDecision) == [true])
    }

    @Test(
        "A classic API's members that check nothing are not told as checks (I2)",
        arguments: [
            #""enable_context_vars": true"#, #""hmac_allowed_algorithms": ["hmac-sha1"]"#, #""tag_headers": ["x"]"#,
        ])
    func tellsNoEffectOfClassicMembers(member: String) throws {
        let result = try TykFixture.import(
            "[" + TykFixture.policy(id: "p") + "]", TykFixture.api(mapping: #"{"s": "p"}"#, more: member))
        let name = member.split(separator: "\"")[0]
        #expect(result.differences(at: "/\(name)").map(\.effect) == [.none])
    }

    @Test("A custom domain's certificates are no check of the caller's (I2)")
    func tellsCertificates() throws {
        let result = try TykFixture.import(
            "[" + TykFixture.policy(id: "p") + "]",
            TykFixture.api(mapping: #"{"s": "p"}"#, more: #""certificates": ["a"], "client_certificates": ["b"]"#))
        #expect(result.differences(at: "/certificates").map(\.effect) == [.changed])
        #expect(result.differences(at: "/client_certificates").map(\.effect) == [.wider])
    }

    @Test(
        "Keys that Tyk fetches over plain http stay on it, with `allow_http`, and that is told (I3)",
        arguments: [
            // http://keycloak:8180/certs as it stands, and in base64
            ("http://keycloak:8180/certs", "http://keycloak:8180/certs"),
            ("HTTP://keycloak:8180/certs", "http://keycloak:8180/certs"),
            ("aHR0cDovL2tleWNsb2FrOjgxODAvY2VydHM=", "http://keycloak:8180/certs"),
        ])
    func keepsPlainHTTP(source: String, url: String) throws {
        let api = TykFixture.api(mapping: #"{"s": "p"}"#).replacing("aHR0cHM6Ly9pZHAuZXhhbXBsZS9rZXlz", with: source)
        let result = try TykFixture.import("[" + TykFixture.policy(id: "p") + "]", api)
        let issuer = result.catalogue.issuers[0]
        #expect(issuer.keys == .urls([url]))
        #expect(issuer.connection.allowsHTTP)
        let told = result.differences(at: "/jwt_source")
        #expect(told.map(\.needsDecision) == [true])
        #expect(told.allSatisfy { $0.reason.contains("`allow_http: true`") })
        #expect(result.comments["issuers.\(issuer.name)"]?.contains { $0.contains("plain http") } == true)
        #expect(try TykFixture.readBack(result).source == result.catalogue)
    }

    @Test(
        "Keys on this machine and over https need no `allow_http`",
        arguments: ["http://localhost:1/k", "https://k.example"])
    func needsNoPermission(source: String) throws {
        let api = TykFixture.api(mapping: #"{"s": "p"}"#).replacing("aHR0cHM6Ly9pZHAuZXhhbXBsZS9rZXlz", with: source)
        let result = try TykFixture.import("[" + TykFixture.policy(id: "p") + "]", api)
        #expect(!result.catalogue.issuers[0].connection.allowsHTTP)
        #expect(result.differences(at: "/jwt_source").isEmpty)
    }

    @Test("An OpenID provider on plain http is taken with `allow_http`, and a person decides about it (I3)")
    func decidesAboutDiscovery() throws {
        let result = try TykFixture.import(
            "[" + TykFixture.policy(id: "p") + "]",
            """
            {"name": "x", "api_id": "x", "use_openid": true, "openid_options": {"providers": [
              {"issuer": "http://keycloak:8180/realms/r", "client_ids": {"Yw==": "p"}}]},
             "proxy": {"listen_path": "/x/", "target_url": "http://u/"}}
            """)
        #expect(result.catalogue.issuers[0].connection.allowsHTTP)
        let told = result.differences(at: "/openid_options/providers/0/issuer")
        #expect(told.map(\.needsDecision) == [true])
        #expect(told.allSatisfy { $0.reason.contains("its discovery document") })
    }

    @Test("An API without an id is left out for that, and not for an id that another has (I3)")
    func tellsMissingIDs() throws {
        let result = try TykFixture.import(
            "[" + TykFixture.policy(id: "p") + "]",
            "[" + TykFixture.api(id: "", path: "/a/", mapping: #"{"s": "p"}"#) + ","
                + TykFixture.api(id: "x", path: "/b/", mapping: #"{"s": "p"}"#) + ","
                + TykFixture.api(id: "x", path: "/c/", mapping: #"{"s": "p"}"#) + "]")
        let missing = try #require(result.differences(at: "/0").first?.reason)
        #expect(missing.contains("it has no id (`api_id`"))
        #expect(!missing.contains("already"))
        #expect(result.differences(at: "/2").first?.reason.contains("`x` has its id, \"x\", already") == true)
    }

    @Test("What a policy says of an API that was left out is never wider (I3)")
    func tellsRightsOfAbsentAPIs() throws {
        let right = #""versions": ["v1"], "endpoints": [{"path": "/a"}], "field_access_rights": [{"a": 1}]"#
        let result = try TykFixture.import(
            #"[{"id": "p", "rate": 1, "per": 1, "access_rights": {"x": {"api_id": "x", "versions": ["v1"]}, "#
                + #""gone": {"api_id": "gone", \#(right)}}}]"#,
            TykFixture.api(mapping: #"{"s": "p"}"#))
        let gone = result.differences(at: "/0/access_rights/gone")
        #expect(gone.map(\.effect) == [.narrower])
        #expect(gone.map(\.reason) == ["left out: this API is in none of the files, or was left out"])
        // On an API that is there, the right is for all of its versions.
        #expect(result.differences(at: "/0/access_rights/x/versions").map(\.effect) == [.wider])
    }

    @Test("Where an API that is left out looks for tokens is not told (I3)")
    func tellsNothingOfAbsentAPIs() throws {
        let member = #""internal": true, "auth_configs": {"jwt": {"use_param": true}}"#
        let result = try TykFixture.import("[" + TykFixture.policy(id: "p") + "]", TykFixture.api(more: member))
        #expect(result.differences(at: "/auth_configs").isEmpty)
    }
}
