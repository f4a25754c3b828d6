import Testing
import TollgateCatalogue

@Suite("An API with a resource tells clients who issues tokens for it (RFC 9728)")
struct ResourceMetadataTests {
    private func catalogue(_ change: (inout Catalogue) -> Void = { _ in }) -> Catalogue {
        var catalogue = Catalogue(
            issuers: [
                Issuer(name: "portal", issuer: "https://idp.example", audiences: .oneOf(["https://gate.example/pay"]))
            ],
            policies: [
                Policy(name: "access", access: [AccessRight(api: "payments")]),
                Policy(name: "limits", limits: Limits(rate: .limited(requests: 5, seconds: 1))),
            ],
            products: [Product(id: "payments", displayName: "", scopes: ["product", "pay"], policies: ["access"])],
            plans: [Plan(id: "free", displayName: "", scopes: ["plan"], policies: ["limits"])],
            apis: [
                API(
                    name: "payments", listenPath: "/pay/", upstream: "http://u/", issuers: ["portal"],
                    resource: "https://gate.example/pay")
            ])
        change(&catalogue)
        return catalogue
    }

    private func problems(_ change: (inout Catalogue) -> Void) -> [String] {
        catalogue(change).problems().map { problem in
            "\(problem.severity.rawValue) \(problem.path.joined(separator: ".")): \(problem.message)"
        }
    }

    private func metadata(_ change: (inout Catalogue) -> Void = { _ in }) -> ResourceMetadata? {
        let catalogue = catalogue(change)
        return catalogue.apis.first.flatMap { catalogue.resourceMetadata(of: $0) }
    }

    @Test(
        "The metadata is between host and path (§3.1)",
        arguments: [
            ("https://resource.example.com", "https://resource.example.com/.well-known/oauth-protected-resource"),
            (
                "https://resource.example.com/resource1",
                "https://resource.example.com/.well-known/oauth-protected-resource/resource1"
            ),
            (
                "https://api.example:8443/a/b.c/~d",
                "https://api.example:8443/.well-known/oauth-protected-resource/a/b.c/~d"
            ),
            ("http://127.0.0.1:80/x", "http://127.0.0.1:80/.well-known/oauth-protected-resource/x"),
            ("http://[::1]:8080/X", "http://[::1]:8080/.well-known/oauth-protected-resource/X"),
        ])
    func places(text: String, metadata: String) throws {
        let resource = try #require(ResourceIdentifier(text))
        #expect(resource.metadataURL == metadata)
        #expect(metadata.hasSuffix(resource.metadataPath))
        #expect(resource.metadataPath.hasPrefix("/.well-known/oauth-protected-resource"))
    }

    @Test(
        "What is written in another way than the one, or can be read in two, is no identifier",
        arguments: [
            "", "gate.example/pay", "ftp://gate.example", "http://gate.example/pay", "https://", "https:///pay",
            "https://gate.example/", "https://gate.example/pay/", "https://gate.example//pay", "https://Gate.example",
            "HTTPS://gate.example", "https://gate.example/pay?x=1", "https://gate.example/pay#x",
            "https://u@gate.example",
            "https://gate.example:", "https://gate.example:x", "https://gate.example:123456",
            "https://gate.example/a b",
            "https://gate.example/%61", "https://gate.example/a/../b", "https://gate.example/.", "https://gäte.example",
            "https://gate.example/\"", "https://[::1", "https://[]/x", "http://127.0.0.256/", "http://127.0.0.example",
            "http://localhost.example/x", "https://-gate.example", "https://gate.example/pay\n",
        ])
    func refuses(text: String) {
        #expect(ResourceIdentifier(text) == nil)
    }

    @Test("The document has what clients need, in one line of JSON, and nothing empty (§3.2)")
    func writes() throws {
        #expect(
            metadata()?.json == #"{"resource":"https://gate.example/pay","#
                + #""authorization_servers":["https://idp.example"],"scopes_supported":["product","pay","plan"],"bearer_methods_supported":["header"],"#
                + "\"resource_name\":\"payments\"}\n")
        let resource = try #require(ResourceIdentifier("https://gate.example"))
        let odd = ResourceMetadata(resource: resource, authorizationServers: [], scopes: [], name: "a\"\\\u{1}é")
        #expect(
            odd.json == #"{"resource":"https://gate.example","bearer_methods_supported":["header"],"#
                + "\"resource_name\":\"a\\\"\\\\\\u0001é\"}\n")
        #expect(metadata { $0.apis[0].resource = nil } == nil)
    }

    @Test("Its scopes are those that bring something for the API: of products, of plans for them, and plain ones")
    func namesScopes() {
        let found = metadata {
            $0.apis.append(API(name: "other", listenPath: "/o/", upstream: "http://u/", issuers: ["portal"]))
            $0.policies += [
                Policy(name: "other", access: [AccessRight(api: "other"), AccessRight(api: "payments", paths: [])]),
                Policy(name: "old", isActive: false, access: [AccessRight(api: "payments")]),
                Policy(name: "elsewhere", limitsByAPI: ["other": Limits(concurrency: 1)]),
            ]
            $0.products.append(Product(id: "other", displayName: "", scopes: ["other"], policies: ["other", "old"]))
            $0.plans += [
                Plan(id: "bound", displayName: "", scopes: ["bound"], policies: ["limits"], products: ["payments"]),
                Plan(id: "there", displayName: "", scopes: ["there"], policies: ["limits"], products: ["other"]),
                Plan(id: "elsewhere", displayName: "", scopes: ["elsewhere"], policies: ["elsewhere"]),
            ]
            $0.scopes = [
                ScopeMapping(scope: "audit", policies: ["access"]), ScopeMapping(scope: "none", policies: ["other"]),
                ScopeMapping(scope: "pay", policies: ["access"]),
            ]
        }
        #expect(found?.scopes == ["product", "pay", "plan", "bound", "audit"])
    }

    @Test("Its authorization servers are the issuers whose metadata clients can find")
    func namesIssuers() {
        let found = metadata {
            $0.issuers += [
                Issuer(name: "b", issuer: "https://b.example", audiences: .any, keys: .urls(["https://b.example/k"])),
                Issuer(name: "c", issuer: "https://c.example", audiences: .any, keys: .file("keys.json")),
                Issuer(name: "d", issuer: "https://d.example", audiences: .any),
            ]
            $0.apis[0].issuers = ["b", "c", "portal"]
        }
        #expect(found?.authorizationServers == ["https://b.example", "https://idp.example"])
    }

    @Test("A resource that cannot be one is an error that says what would be right")
    func namesErrors() {
        let rule =
            "error apis.payments.resource: expected an https URL in small letters without query, fragment and"
            + " slash at its end (http only to this machine), found "
        #expect(
            problems { $0.apis[0].resource = "HTTPS://Gate.example/Pay/" } == [
                rule + "`HTTPS://Gate.example/Pay/`; probably `https://gate.example/Pay`"
            ])
        #expect(problems { $0.apis[0].resource = "http://gate.example/pay" } == [rule + "`http://gate.example/pay`"])
        let twice = problems {
            $0.apis.append(
                API(
                    name: "other", listenPath: "/pay/o/", upstream: "http://u/", issuers: ["portal"],
                    resource: "https://other.example/pay"))
            $0.issuers[0].audiences = .any
        }
        #expect(
            twice.contains(
                "error apis.other.resource: the metadata of `payments` is already at"
                    + " `/.well-known/oauth-protected-resource/pay`"))
    }

    @Test("Whatever keeps clients from a token that passes is warned about")
    func namesDoubts() {
        #expect(problems { _ in }.isEmpty)
        #expect(problems { $0.apis[0].resource = "https://gate.example" }.count == 1)
        let elsewhere = problems {
            $0.apis[0].resource = "https://gate.example/payments"
            $0.issuers[0].audiences = .oneOf(["https://gate.example/payments"])
        }
        #expect(elsewhere.count == 1)
        let path = "warning apis.payments.resource: its path is another one than `/pay/`"
        #expect(elsewhere.first?.hasPrefix(path) == true)
        let deeper = problems {
            $0.apis[0].resource = "https://gate.example/pay/mcp"
            $0.issuers[0].audiences = .oneOf(["https://gate.example/pay/mcp"])
        }
        #expect(deeper.isEmpty)
        #expect(
            problems { $0.apis[0].audiences = ["payments"] } == [
                "warning apis.payments.audiences: `https://gate.example/pay` is missing: clients ask for tokens for this"
                    + " `resource` (RFC 8707 §2)"
            ])
        #expect(
            problems { $0.issuers[0].audiences = .oneOf(["payments"]) } == [
                "warning apis.payments.resource: the issuer `portal` admits no token for it (RFC 8707 §2); add it to"
                    + " `issuers.portal.audiences`"
            ])
        let keyed = problems { $0.issuers[0].keys = .file("keys.json") }
        #expect(keyed.count == 1)
        #expect(keyed.first?.hasPrefix("warning apis.payments.resource: clients find nobody") == true)
    }
}
