import Testing
import TollgateCatalogue

@Suite("What is doubtful about a catalogue is warned about, at its place")
struct CatalogueWarningTests {
    /// A catalogue without any problem: one product, one plan, one API.
    private func catalogue(_ change: (inout Catalogue) -> Void = { _ in }) -> Catalogue {
        var catalogue = Catalogue(
            issuers: [Issuer(name: "portal", issuer: "https://idp.example", audiences: .oneOf(["a"]))],
            policies: [
                Policy(name: "access", access: [AccessRight(api: "payments", paths: rules("/get", "/orders/{id}"))]),
                Policy(name: "limits", limits: Limits(rate: .limited(requests: 5, seconds: 1))),
            ],
            products: [Product(id: "payments", displayName: "", scopes: ["product"], policies: ["access"])],
            plans: [Plan(id: "free", displayName: "", scopes: ["plan"], policies: ["limits"])],
            apis: [API(name: "payments", listenPath: "/pay/", upstream: "http://u/", issuers: ["portal"])])
        change(&catalogue)
        return catalogue
    }

    private func rules(_ patterns: String...) -> [PathRule] {
        patterns.compactMap { PathPattern($0) }.map { PathRule(pattern: $0) }
    }

    private func warnings(_ change: (inout Catalogue) -> Void = { _ in }) -> [String] {
        catalogue(change).problems().map { problem in
            "\(problem.severity.rawValue) \(problem.path.joined(separator: ".")): \(problem.message)"
        }
    }

    @Test("A catalogue in which everything has its use has no problem")
    func hasNoProblem() {
        #expect(warnings().isEmpty)
    }

    @Test("An inactive policy is named wherever something refers to it")
    func namesInactivePolicies() {
        let found = warnings {
            $0.policies[1].isActive = false
            $0.scopes = [ScopeMapping(scope: "more", policies: ["access", "limits"])]
            $0.apis[0].withoutPlan = .policy("limits")
        }
        #expect(
            found.map { $0.prefix { $0 != ":" } } == [
                "warning plans.free.policies.0", "warning scopes.more.1", "warning apis.payments.without_plan",
            ])
        #expect(found[0].hasSuffix("`limits` is inactive and contributes nothing; make it active or take it out here"))
    }

    @Test("A policy that nothing refers to is named")
    func namesUnusedPolicies() {
        let found = warnings { $0.policies.append(Policy(name: "old")) }
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("warning policies.old: nothing refers to it") == true)
        let used = warnings {
            $0.policies.append(Policy(name: "old"))
            $0.apis[0].defaultPolicy = "old"
        }
        #expect(used.isEmpty)
    }

    @Test("A plan that is bound to an empty list of products is named")
    func namesUnboundPlans() {
        #expect(
            warnings { $0.plans[0].products = [] }.map { $0.prefix { $0 != ":" } } == ["warning plans.free.products"])
    }

    @Test("A policy for requests without a plan that is no plan itself is named")
    func namesEmptyFallbacks() {
        #expect(
            warnings { $0.apis[0].withoutPlan = .policy("access") } == [
                "warning apis.payments.without_plan: `access` sets no rate and no quota: requests without a plan get "
                    + "`plan_missing`"
            ])
        #expect(warnings { $0.apis[0].withoutPlan = .policy("limits") }.isEmpty)
    }

    @Test("Metadata that only names decide about is told once for each key, where the first policy loses")
    func namesMetadataConflicts() {
        func policy(_ name: String, _ tier: String, priority: Int = 0) -> Policy {
            Policy(name: name, metadata: ["tier": tier], priority: priority)
        }
        func found(_ policies: Policy...) -> [String] {
            warnings {
                $0.policies += policies
                $0.plans[0].policies += policies.map(\.name)
            }
        }
        #expect(
            found(policy("b", "gold"), policy("a", "silver"), policy("c", "tin")) == [
                "warning policies.b.metadata.tier: it is `gold` here and `silver` in `a`, which wins by its name where "
                    + "both count, as it does over 1 more; give one a higher `priority`"
            ])
        #expect(found(policy("b", "gold", priority: 1), policy("a", "silver")).isEmpty)
        #expect(found(policy("b", "gold"), policy("a", "gold")).isEmpty)
    }

    @Test("Two things of one name are an error, which only a catalogue made in code can have")
    func refusesRepeatedNames() {
        let found = warnings {
            $0.policies.append($0.policies[0])
            $0.plans.append(Plan(id: "free", displayName: "", scopes: ["other"], policies: ["limits"]))
        }
        #expect(
            found
                == ["policies.access", "plans.free"].map {
                    "error \($0): there are two of this name; each needs one of its own"
                })
    }

    // MARK: - Path rules

    private func pathWarnings(_ patterns: [String], _ change: (inout Catalogue) -> Void = { _ in }) -> [String] {
        warnings {
            $0.policies[0].access = [
                AccessRight(
                    api: "payments", paths: patterns.compactMap { PathPattern($0) }.map { PathRule(pattern: $0) })
            ]
            change(&$0)
        }
    }

    @Test(
        "A rule is never reached where another one of its policy opens all of it",
        arguments: [
            (["/files/*", "/files/a"], "1", "`allow.0.paths.0` opens all of it already"),
            (["/orders/1", "/orders/{id}"], "0", "`allow.0.paths.1` opens all of it already"),
            (["/orders/{a}", "/orders/{b}"], "1", "`allow.0.paths.0` opens all of it already"),
            (["/*", "/a/{b}/*"], "1", "`allow.0.paths.0` opens all of it already"),
            (["/files/*", "/files"], "1", "`allow.0.paths.0` opens all of it already"),
        ])
    func namesCoveredRules(patterns: [String], index: String, reason: String) {
        #expect(
            pathWarnings(patterns) == [
                "warning policies.access.allow.0.paths.\(index): the rule for `\(patterns[Int(index) ?? 0])` is never "
                    + "reached: \(reason)"
            ])
    }

    @Test(
        "Rules that open something of their own are not named",
        arguments: [
            ["/a", "/a/"],
            ["/orders/{id}", "/orders/"], ["/a/{b}", "/a/{b}/c"], ["/{a}/x", "/b/{c}"],
        ])
    func leavesOtherRules(patterns: [String]) {
        #expect(pathWarnings(patterns).isEmpty)
    }

    @Test("Methods count: a rule is covered only by one for all of its methods")
    func comparesMethods() {
        func found(_ first: [String]?, _ second: [String]?) -> Int {
            pathWarnings(["/a", "/a"]) {
                $0.policies[0].access[0].paths?[0].methods = first
                $0.policies[0].access[0].paths?[1].methods = second
            }.count
        }
        #expect(found(["GET"], ["POST"]) == 0)
        #expect(found(["GET", "POST"], ["POST"]) == 1)
        #expect(found(["POST"], nil) == 1)
        #expect(found([], nil) == 1)
    }

    @Test("A rule beside an entry that opens the whole API is named, and an empty list of rules too")
    func namesRulesBesideTheWhole() {
        let found = pathWarnings(["/a"]) {
            $0.policies[0].access.append(AccessRight(api: "payments"))
            $0.policies[0].access.append(AccessRight(api: "payments", paths: []))
        }
        #expect(
            found == [
                "warning policies.access.allow.2.paths: an empty list opens nothing; leave the key out to open all",
                "warning policies.access.allow.0.paths.0: the rule for `/a` is never reached: `allow.1` opens the whole "
                    + "API already",
            ])
    }

    @Test("A rule for what needs no token, or for what another API's listen path gets, is named")
    func namesRulesOfOthers() {
        let found = pathWarnings(["/health", "/admin/x", "/admin/*", "/admin"]) {
            $0.apis[0].publicPaths = rules("/health")
            $0.apis.append(API(name: "admin", listenPath: "/pay/admin/", upstream: "http://u/", issuers: ["portal"]))
        }
        let start = "warning policies.access.allow.0.paths."
        #expect(
            found == [
                "\(start)0: the rule for `/health` is never reached: `apis.payments.public.0` opens it without a token",
                "\(start)1: the rule for `/admin/x` is never reached: the listen path of `admin` gets those requests",
                "\(start)2: the rule for `/admin/*` is never reached: the listen path of `admin` gets those requests",
                "\(start)3: the rule for `/admin` is never reached: the listen path of `admin` gets those requests",
            ])
    }

    @Test("A rule with an encoded slash is named where the API refuses those")
    func namesEncodedSlashes() {
        #expect(
            pathWarnings(["/a%2Fb"]) == [
                "warning policies.access.allow.0.paths.0: the rule for `/a%2Fb` is never reached: paths with `%2F` are "
                    + "refused; `apis.payments.encoded_slashes: allow` admits them"
            ])
        #expect(pathWarnings(["/a%2Fb"]) { $0.apis[0].encodedSlashes = .allow }.isEmpty)
    }

    @Test("A rule for HEAD beside one for GET on the same path is superfluous")
    func namesHeadBesideGet() {
        let found = warnings {
            $0.policies[0].access[0].paths = ["GET", "HEAD"].flatMap { method in
                rules("/get").map { PathRule(pattern: $0.pattern, methods: [method]) }
            }
        }
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("warning policies.access.allow.0.paths.1: the rule for `/get` is never") == true)
    }

    /// mod_auth_openidc 336.
    @Test(
        "An issuer in which something has to be filled in matches no token (mod_auth_openidc 336)",
        arguments: [
            ("https://login.microsoftonline.com/{tenantid}/v2.0", "error", "{tenantid}"),
            ("https://idp.example/realms/<realm>", "error", "<realm>"), ("https://{tenant", "error", "{tenant"),
            ("https://login.microsoftonline.com/common/v2.0", "warning", "common"),
            ("https://login.microsoftonline.us/organizations/v2.0", "warning", "organizations"),
            ("https://sts.windows.net/common/", "warning", "common"),
        ])
    func namesPlaceholders(issuer: String, severity: String, part: String) {
        let found = warnings { $0.issuers[0].issuer = issuer }
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("\(severity) issuers.portal.issuer: ") == true)
        #expect(found.first?.contains("`\(part)`") == true)
    }

    @Test("An issuer that has nothing to fill in is not named")
    func namesNoOtherIssuers() {
        for issuer in [
            "https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0", "https://idp.example/common",
            "https://login.microsoftonline.com.example/common/v2.0", "https://sts.windows.net/",
            "https://common.example",
        ] {
            #expect(warnings { $0.issuers[0].issuer = issuer }.isEmpty)
        }
    }

    @Test("Merging a single scope claim is doubtful")
    func namesSingleClaims() {
        let found = warnings {
            $0.issuers[0].scopeClaims = ["scp"]
            $0.issuers[0].mergesScopeClaims = true
        }
        #expect(found.map { $0.prefix { $0 != ":" } } == ["warning issuers.portal.merge_scope_claims"])
        #expect(warnings { $0.issuers[0].mergesScopeClaims = true }.isEmpty)
    }

    @Test("Ten thousand rules of one policy are compared without comparing each with each")
    func comparesManyRules() {
        let patterns = (0..<10_000).map { "/a/\($0)/{id}" }
        #expect(pathWarnings(patterns).isEmpty)
        #expect(pathWarnings(patterns + ["/a/77/b"]).count == 1)
    }
}
