import Foundation
import Testing
import Tollgate
import TollgateCatalogue
import TollgateConfiguration

@Suite("A configuration file is read whole, or refused with everything that is wrong")
struct ConfigurationTests {
    static let quickstart = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Fixtures/quickstart/tollgate.yaml").standardizedFileURL.path

    /// A usable file, with `addition` in the place of its policies' end.
    private func yaml(
        issuer: String = "", policies: String = "", api: String = "", top: String = ""
    ) -> String {
        """
        issuers:
          portal:
            issuer: https://idp.example/realms/DCR
            audiences: [payments]
        \(issuer)
        policies:
          access: { allow: [{ api: payments }] }
          limits: { rate: 5/1s }
        \(policies)
        products:
          payments: { scopes: [product_payments], policies: [access] }
        plans:
          free: { scopes: [free_plan], policies: [limits] }
        apis:
          payments:
            listen_path: /payment-api/
            upstream: http://127.0.0.1:9000/
            issuers: [portal]
        \(api)
        \(top)
        """
    }

    private func problems(_ yaml: String) -> [ConfigurationProblem] {
        do {
            return try Configuration(yaml: yaml, file: "t.yaml").warnings
        } catch {
            return error.problems
        }
    }

    @Test("The quickstart's file is usable, and warns only of what it says itself")
    func readsTheQuickstart() throws {
        let configuration = try Configuration(path: Self.quickstart)
        let source = configuration.catalogue.source
        #expect(configuration.warnings.map(\.path) == ["issuers.portal.audiences"])
        #expect(configuration.gateway.listen == ListenAddress(host: "127.0.0.1", port: 8080))
        #expect(configuration.gateway.adminListen?.port == 9901)
        #expect(source.issuers[0].issuer == "http://localhost:9999/realms/DCR")
        #expect(source.issuers[0].clientIDClaims == IssuerProfile.keycloak.clientIDClaims)
        #expect(source.issuers[0].refresh.intervalSeconds == 600)
        #expect(source.policies.map(\.name) == ["payments-access", "free-limits"])
        #expect(source.policies[0].access[0].paths?.map(\.pattern.text) == ["/get", "/orders/{id}"])
        #expect(source.policies[0].access[0].paths?[0].methods == ["GET"])
        #expect(source.policies[1].limits.rate == .limited(requests: 5, seconds: 1))
        #expect(source.policies[1].limits.quota == .limited(maximum: 1_000, window: .seconds(86_400)))
        #expect(
            source.products == [
                Product(
                    id: "payments", displayName: "Payments", scopes: ["product_payments"], policies: ["payments-access"]
                )
            ])
        #expect(source.apis[0].defaultPolicy == "no-op")
        #expect(source.apis[0].withoutPlan == .deny)
        #expect(!source.apis[0].forwardsToken)
    }

    @Test("Every optional key is read")
    func readsEveryKey() throws {
        let text = yaml(
            issuer: """
                    profile: okta
                    keys: [https://idp.example/a, https://idp.example/b]
                    discovery_url: https://idp.example/d
                    token_types: [at+jwt, none]
                    scope_claims: [scp, realm.roles]
                    client_id_claims: [cid]
                    clock_skew: 30s
                    max_token_lifetime: 1h
                    refresh: { interval: 5m, cooldown: 10s, timeout: 3s, max_stale: 1d }
                """,
            policies: """
                  rich:
                    active: false
                    rate: unlimited
                    quota: 5/month
                    concurrency: 3
                    per_api: { payments: { rate: 1/1min } }
                    tags: [a, b]
                    metadata: { tier: gold }
                    priority: -2
                """,
            api: """
                    audiences: [x]
                    clients: any
                    default_policy: access
                    without_plan: limits
                    forward_token: true
                    limit_by: subject
                    error_style: tyk
                    mode: observe
                    public: [{ path: /health, methods: [GET, HEAD] }]
                """,
            top: "scopes: { audit: [access] }\ngateway: { listen: \"[::1]:80\" }")
        let configuration = try Configuration(yaml: text, file: "t.yaml")
        let issuer = configuration.catalogue.source.issuers[0]
        #expect(issuer.keys == .urls(["https://idp.example/a", "https://idp.example/b"]))
        #expect(issuer.discoveryURL == "https://idp.example/d")
        #expect(issuer.tokenTypes == ["at+jwt", nil])
        #expect(issuer.scopeClaims == ["scp", "realm.roles"])
        #expect(issuer.clientIDClaims == ["cid"])
        #expect(issuer.clockSkewSeconds == 30)
        #expect(issuer.maximumTokenLifetimeSeconds == 3_600)
        #expect(
            issuer.refresh
                == KeyRefreshSettings(
                    intervalSeconds: 300, cooldownSeconds: 10, timeoutSeconds: 3, maximumStaleSeconds: 86_400))
        let policy = try #require(configuration.catalogue.source.policies.last)
        #expect(
            policy
                == Policy(
                    name: "rich", isActive: false,
                    limits: Limits(
                        rate: .unlimited, quota: .limited(maximum: 5, window: .calendarMonth), concurrency: 3),
                    limitsByAPI: ["payments": Limits(rate: .limited(requests: 1, seconds: 60))], tags: ["a", "b"],
                    metadata: ["tier": "gold"], priority: -2))
        let api = configuration.catalogue.source.apis[0]
        #expect(api.audiences == ["x"])
        #expect(api.withoutPlan == .policy("limits"))
        #expect(api.forwardsToken && api.limitBy == .subject && api.defaultPolicy == "access")
        #expect(api.publicPaths.map(\.pattern.text) == ["/health"])
        #expect(api.errorStyle == .tyk && api.mode == .observe)
        #expect(configuration.catalogue.source.scopes == [ScopeMapping(scope: "audit", policies: ["access"])])
        #expect(configuration.gateway.listen == ListenAddress(host: "::1", port: 80))
        #expect(configuration.warnings.map(\.path) == ["policies.rich", "apis.payments.default_policy"])
    }

    struct Row: CustomTestStringConvertible, Sendable {
        let place: String
        let text: String
        let message: String
        var testDescription: String { "\(text) → \(message)" }

        init(_ place: String, _ text: String, _ message: String) {
            self.place = place
            self.text = text
            self.message = message
        }
    }

    @Test(
        "Each mistake is named with its line, its key, what was found and what would be right",
        arguments: [
            Row(
                "issuer", "    clock_skew: 10",
                "t.yaml:5:17: error: issuers.portal.clock_skew: expected a duration such as 30s, 10min, 24h or 7d, found `10`"
            ),
            Row(
                "issuer", "    clock_skew: 10min",
                "t.yaml:5:17: error: issuers.portal.clock_skew: at most 300s is accepted, found 600s"),
            Row(
                "issuer", "    keys: http://idp.example/x",
                "t.yaml:5:11: error: issuers.portal.keys: expected `discovery`, a JWKS URL (https, or http to this machine or with `allow_http`), a list of them, a file, or a JWKS itself, found `http://idp.example/x`"
            ),
            Row(
                "issuer", "    discovery_url: http://127.0.0.example/d",
                "t.yaml:5:20: error: issuers.portal.discovery_url: expected an https URL without query and fragment (http only to this machine, or with `allow_http`), found `http://127.0.0.example/d`"
            ),
            Row(
                "issuer", "    keys: nofile.json",
                "t.yaml:5:5: error: issuers.portal.keys: the file nofile.json cannot be read; a JWKS document of at most 256 KiB is expected"
            ),
            Row(
                "issuer", "    profile: keycloack",
                "t.yaml:5:14: error: issuers.portal.profile: expected `keycloak` or `okta` or `entra` or `auth0` or `rfc9068` or `generic`, found `keycloack`"
            ),
            Row(
                "issuer", "    scope_claim: [a]",
                "t.yaml:5:5: error: issuers.portal.scope_claim: unknown key, did you mean `scope_claims`?"),
            Row(
                "policies", "  p: { rate: 5 }",
                "t.yaml:9:14: error: policies.p.rate: expected a rate such as 5/1s or 100/min, or `unlimited`, found `5`"
            ),
            Row(
                "policies", "  p: { concurrency: 0 }",
                "t.yaml:9:21: error: policies.p.concurrency: expected a number of requests from 1 to 1000000, found `0`"
            ),
            Row(
                "policies", "  p: { allow: [{ api: orders }] }",
                "t.yaml:9:18: error: policies.p.allow.0.api: there is no API `orders` (known: payments)"),
            Row(
                "policies", "  p: { allow: [{ api: payments, paths: [{ path: get }] }] }",
                "t.yaml:9:49: error: policies.p.allow.0.paths.0.path: expected a path such as /get, /orders/{id} or /files/*, found `get`"
            ),
            Row(
                "policies", "  no-op: { rate: 1/1s }",
                "t.yaml:9:3: error: policies.no-op: `no-op` is built in and cannot be defined again"),
            Row("policies", "  limits: {}", "t.yaml:9:3: error: the key `limits` is there twice in one mapping"),
            Row(
                "policies", "  \"a b\": {}",
                "t.yaml:9:3: error: policies: expected a name of letters, digits, `.`, `_` and `-` as key, found `a b`"),
            Row(
                "api", "    without_plan: gold",
                "t.yaml:19:5: error: apis.payments.without_plan: there is no policy `gold` (known: access, limits, no-op)"
            ),
            Row(
                "api", "    mode: watch",
                "t.yaml:19:11: error: apis.payments.mode: expected `enforce` or `observe`, found `watch`"
            ),
            Row(
                "api", "    public: [{ path: /a b }]",
                "t.yaml:19:22: error: apis.payments.public.0.path: expected a path such as /get, /orders/{id} or /files/*, other characters written as in a URL, such as %20 for a space, found `/a b`"
            ),
            Row(
                "api", "    clients: known",
                "t.yaml:19:14: error: apis.payments.clients: expected `any` or `registered`, found `known`"
            ),
            Row(
                "api", "    forward_token: yes",
                "t.yaml:19:20: error: apis.payments.forward_token: expected true or false, found `yes`"),
            Row("top", "product: {}", "t.yaml:20:1: error: product: unknown key, did you mean `products`?"),
            Row(
                "top", "gateway: { listen: 8080 }",
                "t.yaml:20:20: error: gateway.listen: expected an address such as 127.0.0.1:8080 or [::1]:8080, found `8080`"
            ),
            Row(
                "top", "scopes: { \"a b\": [limits] }",
                "t.yaml:20:11: error: scopes: expected a scope: printable characters without space, quote and backslash as key, found `a b`"
            ),
        ])
    func namesEachMistake(row: Row) {
        let text =
            switch row.place {
            case "issuer": yaml(issuer: row.text)
            case "policies": yaml(policies: row.text)
            case "api": yaml(api: row.text)
            default: yaml(top: row.text)
            }
        let found = problems(text).filter { $0.severity == .error }.map(\.description)
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix(row.message) == true, "found: \(found)")
    }

    @Test("One scope cannot belong to two products or two plans")
    func refusesSharedScopes() {
        let text = yaml(top: "").replacingOccurrences(
            of: "plans:\n", with: "  other: { scopes: [product_payments], policies: [access] }\nplans:\n")
        #expect(
            problems(text).map(\.description)
                == [
                    "t.yaml:12:21: error: products.other.scopes.0: `product_payments` already belongs to the product `payments`"
                ])
    }

    @Test("All problems of a file are told at once, in the order of the file")
    func tellsAllProblems() {
        let text = yaml(issuer: "    clock_skew: x", policies: "  p: { rate: x, quota: y }", api: "    limit_by: z")
        #expect(
            problems(text).map(\.path) == [
                "issuers.portal.clock_skew", "policies.p", "policies.p.rate", "policies.p.quota",
                "apis.payments.limit_by",
            ])
    }

    @Test("A product that opens nothing and a plan that limits nothing are warned about")
    func warnsOfEmptyBundles() throws {
        let text = yaml().replacingOccurrences(of: "policies: [access]", with: "policies: [limits]")
            .replacingOccurrences(
                of: "free: { scopes: [free_plan], policies: [limits] }",
                with: "free: { scopes: [free_plan], policies: [access] }")
        #expect(
            try Configuration(yaml: text, file: "t.yaml").warnings.map(\.path) == ["products.payments", "plans.free"])
    }

    @Test(
        "A file that is no configuration at all is refused with one clear line",
        arguments: [
            ("", "t.yaml: error: the file is empty"), ("[]", "t.yaml:1:1: error: expected a mapping"),
            ("a: [", "t.yaml:2:1: error: not YAML"), ("a: &x [*x]", "t.yaml"), ("\t- x", "t.yaml:1:1: error: not YAML"),
        ])
    func refusesOtherTexts(text: String, message: String) {
        let found = problems(text)
        #expect(found.first?.description.hasPrefix(message) == true, "found: \(found)")
    }

    @Test("A file that cannot be read is named, with the reason")
    func namesUnreadableFiles() {
        #expect(throws: ConfigurationError.self) { try Configuration(path: "/nonexistent/tollgate.yaml") }
        do {
            _ = try Configuration(path: "/nonexistent/tollgate.yaml")
        } catch {
            #expect(error.description == "/nonexistent/tollgate.yaml: error: there is no such file")
        }
    }

    @Test("Listen addresses are a host and a port", arguments: ["127.0.0.1:8080", "localhost:0", "[::1]:443"])
    func readsAddresses(text: String) {
        #expect(ListenAddress(text)?.description == text)
    }

    @Test(
        "Other addresses are refused",
        arguments: ["", ":80", "8080", "host", "host:", "host:65536", "::1:80", "a b:80", "host:-1"])
    func refusesOtherAddresses(text: String) {
        #expect(ListenAddress(text) == nil)
    }

    @Test("A state file is relative to the configuration's folder, and written every 10 s unless it says otherwise")
    func readsTheState() throws {
        func state(_ text: String) throws -> StateSettings? {
            let text = yaml(top: "gateway: { state: \(text) }")
            return try Configuration(yaml: text, file: "/etc/tollgate/t.yaml").gateway.state
        }
        #expect(try state("{ file: limits }") == StateSettings(file: "/etc/tollgate/limits", flushIntervalSeconds: 10))
        let other = StateSettings(file: "/var/x", flushIntervalSeconds: 60)
        #expect(try state("{ file: /var/x, flush_interval: 1min }") == other)
        #expect(problems(yaml(top: "gateway: { state: { flush_interval: 0s } }")).map(\.path) == ["gateway.state"])
        #expect(
            problems(yaml(top: "gateway: { state: { file: a, flush_interval: 0s } }")).map(\.path) == [
                "gateway.state.flush_interval"
            ])
    }
}
