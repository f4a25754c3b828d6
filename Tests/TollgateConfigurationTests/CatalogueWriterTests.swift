import Testing
import Tollgate
import TollgateCatalogue
import TollgateConfiguration

@Suite("A catalogue that is written is read back as it was")
struct CatalogueWriterTests {
    private func readBack(_ catalogue: Catalogue, _ comments: [String: [String]] = [:]) throws -> Catalogue {
        let yaml = try CatalogueWriter(comments: comments).yaml(catalogue)
        do {
            return try Configuration(yaml: yaml, file: "tollgate.yaml").catalogue.source
        } catch {
            Issue.record("\(error)\n\(yaml)")
            throw error
        }
    }

    /// RFC 7515 A.2.
    private static let keys =
        "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"1\",\"n\":\"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddx"
        + "HmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL"
        + "-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJ"
        + "H7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ\",\"e\":\"AQAB\"}]}"

    /// A catalogue in which every property has another value than its default.
    private func everything() -> Catalogue {
        var portal = Issuer(
            name: "portal", issuer: "https://idp.example/realms/DCR", audiences: .oneOf(["payments", "true", "1.0"]),
            keys: .urls(["https://idp.example/keys", "https://idp.example/keys?old=1"]),
            discoveryURL: "https://idp.example/discovery?x=y", clockSkewSeconds: 0, maximumTokenLifetimeSeconds: 3_600,
            refresh: KeyRefreshSettings(
                intervalSeconds: 90, cooldownSeconds: 61, timeoutSeconds: 1, maximumStaleSeconds: 172_800))
        portal.tokenTypes = ["at+jwt", nil]
        portal.scopeClaims = ["https://idp.example/scopes", "realm.scope", #"shop\.example.roles"#]
        portal.mergesScopeClaims = true
        portal.clientIDClaims = ["sub"]
        let other = Issuer(
            name: "other.one", issuer: "http://localhost:9999/x", audiences: .any, keys: .inline(Self.keys))
        portal.connection = ConnectionSettings(
            allowsHTTP: true, usesProxy: true, tls: TLSSettings(skipsVerification: true))
        var access = Policy(name: "payments-access", priority: -3)
        access.access = [
            AccessRight(
                api: "payments",
                paths: [
                    PathPattern("/get").map { PathRule(pattern: $0, methods: ["GET", "M-SEARCH"]) },
                    PathPattern("/orders/{id}/*").map { PathRule(pattern: $0) },
                    PathPattern("/a%2Fb/caf%C3%A9%20").map { PathRule(pattern: $0) },
                    PathPattern("/").map { PathRule(pattern: $0, methods: []) },
                ].compactMap { $0 }),
            AccessRight(api: "free"), AccessRight(api: "closed", paths: []),
        ]
        access.tags = ["null", "yes", "a.b"]
        access.metadata = [
            "note": "a: b # c", "number": "12", "quote": "\"'\\", "line": "one\ntwo", "umlaut": "äöü 🙂", "space": " x ",
        ]
        var limits = Policy(name: "limits", isActive: false, priority: 7)
        limits.limits = Limits(
            rate: .limited(requests: 5, seconds: 90), quota: .limited(maximum: 10, window: .calendarMonth),
            concurrency: 4)
        limits.limitsByAPI = [
            "payments": Limits(rate: .unlimited, quota: .unlimited),
            "free": Limits(quota: .limited(maximum: 2_147_483_647, window: .seconds(2_147_483_647))),
        ]
        let empty = Policy(name: "empty")
        var payments = API(
            name: "payments", listenPath: "/payment-api/", upstream: "http://127.0.0.1:9000/x/",
            issuers: ["portal", "other.one"], audiences: ["a", "b"], resource: "https://gate.example/payment-api",
            clients: .registered, defaultPolicy: "empty", withoutPlan: .policy("limits"), forwardsToken: true,
            limitBy: .subject, encodedSlashes: .allow, errorStyle: .tyk, mode: .observe)
        payments.preservesHost = true
        payments.hosts = [HostPattern("api.example"), HostPattern("*.api.example")].compactMap { $0 }
        payments.addressLimits.publicRate = .limited(requests: 5, seconds: 60)
        payments.addressLimits.failedTokenRate = .unlimited
        payments.identityClaims = [
            IdentityClaim(field: "X-Tenant", claim: "tenant"), IdentityClaim(field: "X-A", claim: "a\\.b.c"),
        ]
        var rules = CrossOriginRules(.oneOf([OriginPattern("https://*.app.example:8443")].compactMap { $0 }))
        rules.methods = ["GET"]
        rules.requestFields = []
        rules.exposedFields = ["X-A", "X-B"]
        rules.maximumAgeSeconds = 60
        payments.crossOrigin = .rules(rules)
        payments.upstreamHealth.failures = 7
        payments.upstreamHealth.ejectionSeconds = 90
        payments.upstreamHealth.check = UpstreamCheck(path: "/healthz?a=1")
        payments.upstreamHealth.check?.intervalSeconds = 3
        payments.upstreamHealth.check?.successes = 4
        payments.upstreamProtocol = .http2
        payments.upstreamTLS.serverName = "127.0.0.1"
        payments.upstreamTLS.settings.skipsVerification = true
        payments.bounds.connectSeconds = 1
        payments.bounds.firstByteSeconds = 90
        payments.bounds.idle = .unbounded
        payments.bounds.whole = .seconds(3_600)
        payments.bounds.tunnelIdle = .seconds(60)
        payments.bounds.tunnelWhole = .unbounded
        payments.onExpiry = .proceed
        payments.bounds.maximumBodyBytes = 1_000
        payments.bounds.maximumConnections = 7
        payments.publicPaths = [PathPattern("/health").map { PathRule(pattern: $0, methods: ["GET"]) }].compactMap {
            $0
        }
        var several = API(name: "several", listenPath: "/several/", issuers: ["portal"])
        several.crossOrigin = .off
        several.upgrades = ["websocket", "chat/2"]
        several.webSocketToken = WebSocketTokenEntry(name: "bearer.v1")
        several.upstreams = [
            UpstreamServer(url: "http://a.example/", weight: 3), UpstreamServer(url: "unix:/run/b.sock"),
        ]
        return Catalogue(
            issuers: [portal, other], policies: [access, limits, empty],
            products: [
                Product(
                    id: "p", displayName: "123", scopes: ["product:p", "0x1F"], policies: ["payments-access", "empty"])
            ],
            plans: [
                Plan(id: "free", displayName: "Free: all", scopes: ["free_plan"], policies: ["limits"], products: ["p"])
            ],
            scopes: [
                ScopeMapping(scope: "a:b{c}", policies: ["limits"]), ScopeMapping(scope: "~", policies: ["empty"]),
            ],
            apis: [
                payments, several,
                API(name: "free", listenPath: "/", upstream: "https://free.example/", issuers: ["portal"]),
                API(name: "closed", listenPath: "/closed/", upstream: "https://c.example/", issuers: ["portal"]),
                API(name: "own", listenPath: "/own/", issuers: ["portal"]),
            ])
    }

    @Test("Every property comes back, also where its text means something else to YAML")
    func keepsEverything() throws {
        let catalogue = everything()
        #expect(try readBack(catalogue) == catalogue)
    }

    @Test("A catalogue of defaults comes back")
    func keepsDefaults() throws {
        let catalogue = Catalogue(
            issuers: [Issuer(name: "i", issuer: "https://i.example", audiences: .any)],
            apis: [API(name: "a", listenPath: "/a/", upstream: "https://a.example/", issuers: ["i"])])
        #expect(try readBack(catalogue) == catalogue)
    }

    @Test("Comments stand above their entries, and nothing in them becomes YAML")
    func writesComments() throws {
        let hostile = "x\napis: {}\r\u{85}evil: true\u{2028}\u{FEFF}\u{0}# y"
        let comments = [
            "": ["head"], "policies": ["all policies"], "policies.limits": [hostile], "apis.payments": ["TO DO: look"],
        ]
        #expect(try readBack(everything(), comments) == everything())
        let lines = try CatalogueWriter(comments: comments).yaml(everything()).split(separator: "\n")
        #expect(lines[0] == "# head")
        let place = try #require(lines.firstIndex(of: "  # TO DO: look"))
        #expect(lines[place + 1] == "  payments:")
        let section = try #require(lines.firstIndex(of: "# all policies"))
        #expect(lines[section + 1] == "policies:")
        #expect(lines.contains("  # x apis: {}  evil: true   # y"))
    }

    /// A property that is added to the catalogue and not to the writer would silently get lost.
    @Test("The writer knows every property of a catalogue")
    func knowsEveryProperty() throws {
        let catalogue = everything()
        func names(_ value: Any) -> Set<String> { Set(Mirror(reflecting: value).children.compactMap(\.label)) }
        #expect(names(catalogue) == ["issuers", "policies", "products", "plans", "scopes", "apis"])
        #expect(
            names(catalogue.issuers[0]) == [
                "name", "issuer", "audiences", "keys", "discoveryURL", "tokenTypes", "scopeClaims", "mergesScopeClaims",
                "clientIDClaims",
                "clockSkewSeconds", "maximumTokenLifetimeSeconds", "refresh", "connection",
            ])
        #expect(names(catalogue.issuers[0].connection) == ["allowsHTTP", "usesProxy", "tls"])
        #expect(
            names(catalogue.issuers[0].connection.tls) == [
                "authorityFile", "clientCertificateFile", "clientKeyFile", "skipsVerification",
            ])
        #expect(
            names(catalogue.issuers[0].refresh) == [
                "intervalSeconds", "cooldownSeconds", "timeoutSeconds", "maximumStaleSeconds",
            ])
        #expect(
            names(catalogue.policies[0]) == [
                "name", "isActive", "access", "limits", "limitsByAPI", "tags", "metadata", "priority",
            ])
        #expect(names(catalogue.policies[0].limits) == ["rate", "quota", "concurrency"])
        #expect(names(catalogue.products[0]) == ["id", "displayName", "scopes", "policies"])
        #expect(names(catalogue.plans[0]) == ["id", "displayName", "scopes", "policies", "products"])
        #expect(
            names(catalogue.apis[0]) == [
                "name", "listenPath", "hosts", "crossOrigin", "identityClaims", "addressLimits", "upstream",
                "upstreams",
                "upstreamHealth", "issuers",
                "audiences",
                "resource", "clients", "defaultPolicy",
                "withoutPlan", "forwardsToken", "preservesHost", "limitBy", "publicPaths", "encodedSlashes",
                "errorStyle", "mode", "bounds", "upstreamProtocol", "upstreamTLS", "upgrades",
                "webSocketToken", "onExpiry",
            ])
        #expect(names(catalogue.apis[1].upstreams[0]) == ["url", "weight"])
        #expect(names(catalogue.apis[0].upstreamHealth) == ["failures", "ejectionSeconds", "check"])
        #expect(
            names(try #require(catalogue.apis[0].upstreamHealth.check)) == [
                "path", "intervalSeconds", "timeoutSeconds", "failures", "successes",
            ])
        #expect(names(catalogue.apis[0].upstreamTLS) == ["settings", "serverName"])
        #expect(
            names(catalogue.apis[0].bounds) == [
                "connectSeconds", "firstByteSeconds", "idle", "whole", "tunnelIdle", "tunnelWhole", "maximumBodyBytes",
                "maximumConnections",
            ])
    }
}
