internal import TollgateCatalogue

/// Makes the policies, products, plans and scopes of a catalogue.
///
/// What a scope brings becomes a product where it opens something, and a plan where it limits something; a Tyk policy
/// that does both is split in two.
struct PolicyBuilder {
    /// The names of a variant's policies in the catalogue.
    private struct Names {
        var access: String?
        var limits: String?
        /// The policy that neither opens nor limits anything.
        var empty: String?
    }

    private let policies: [String: TykPolicy]
    private let parts: PolicyParts
    private let findings: ImportFindings
    private let uses: PolicyUses
    private let apiIDs: Set<String>
    private var names = CatalogueNames(reserved: [Policy.noOperationName, "deny"])
    private var namesOfVariants: [PolicyVariant: Names] = [:]

    /// The policies, products, plans and scopes.
    private(set) var catalogue = Catalogue()
    /// The default policies by the ids of APIs.
    private(set) var defaultPolicies: [String: String] = [:]
    private(set) var comments: [String: [String]] = [:]

    init(apis: [ImportedAPI], policies: [String: TykPolicy], findings: ImportFindings) {
        self.policies = policies
        self.findings = findings
        parts = PolicyParts(apis: apis, findings: findings)
        uses = PolicyUses(apis, policies, findings: findings)
        apiIDs = Set(apis.map(\.source.id))
    }

    /// Makes everything, with the policies in the order of the files.
    mutating func build(_ ordered: [TykPolicy]) {
        for policy in ordered where policies[policy.id]?.node === policy.node { add(policy) }
        addBundles()
    }

    private mutating func add(_ policy: TykPolicy) {
        let domains = uses.domains(of: policy.id)
        let defaults = uses.asDefault[policy.id] ?? []
        if domains.isEmpty, defaults.isEmpty, uses.replacedByNoOperation.contains(policy.id) {
            findings.add(
                .none, at: policy.node, in: policy.file, found: "the policy \"\(policy.displayName)\"",
                "left out: `default_policy: no-op` takes its place, as it opens nothing on the APIs that have it as"
                    + " default"
            )
            policy.node.markAllRead()
            return
        }
        let base = names.name(for: policy.displayName, else: policy.id)
        for (index, domain) in domains.enumerated() {
            let variant = PolicyVariant(policyID: policy.id, apiIDs: domain)
            addVariant(variant, of: policy, name: index == 0 ? base : names.name(for: base, else: base))
        }
        if !defaults.isEmpty {
            let name = domains.isEmpty ? base : names.name(for: "\(base)-default", else: base)
            addWhole(policy, on: defaults, name: name)
            for id in defaults { defaultPolicies[id] = name }
        }
        if domains.isEmpty, defaults.isEmpty {
            addWhole(policy, on: apiIDs, name: base)
            findings.add(
                .none, at: policy.node, in: policy.file, found: "the policy \"\(policy.displayName)\"",
                "`policies.\(base)`: nothing here brings it; in Tyk, keys and claims may")
        }
        parts.reportRights(
            of: policy, reached: domains.reduce(defaults) { $0.union($1) },
            isUsed: !domains.isEmpty || !defaults.isEmpty)
    }

    /// Adds a policy in the forms in which scopes bring it.
    private mutating func addVariant(_ variant: PolicyVariant, of policy: TykPolicy, name: String) {
        let access = parts.access(of: policy, on: variant.apiIDs)
        let (limits, limitsByAPI) = parts.limits(of: policy, on: variant.apiIDs)
        let isLimiting = !limits.isEmpty || !limitsByAPI.isEmpty
        var names = Names()
        var first = Policy(name: name, isActive: policy.isActive, access: access)
        first.tags = policy.tags
        first.metadata = policy.metadata
        switch (access.isEmpty, isLimiting) {
        case (false, true):
            names.access = name
            let second = self.names.name(for: "\(name)-limits", else: name)
            names.limits = second
            append(first, policy)
            append(
                Policy(name: second, isActive: policy.isActive, limits: limits, limitsByAPI: limitsByAPI), policy)
        case (true, true):
            names.limits = name
            first.limits = limits
            first.limitsByAPI = limitsByAPI
            append(first, policy)
        case (false, false):
            names.access = name
            append(first, policy)
        case (true, false):
            names.empty = name
            append(first, policy)
            findings.add(
                .none, at: policy.node, in: policy.file, found: "the policy \"\(policy.displayName)\"",
                "`policies.\(name)`: on the APIs whose scopes bring it, it opens nothing and limits nothing")
        }
        namesOfVariants[variant] = names
    }

    /// Adds a policy with all that it brings.
    private mutating func addWhole(_ policy: TykPolicy, on apiIDs: Set<String>, name: String) {
        var whole = Policy(name: name, isActive: policy.isActive, access: parts.access(of: policy, on: apiIDs))
        // Where it counts is settled by the APIs that have it as default.
        (whole.limits, whole.limitsByAPI) = parts.limits(of: policy, on: self.apiIDs)
        whole.tags = policy.tags
        whole.metadata = policy.metadata
        append(whole, policy)
    }

    private mutating func append(_ value: Policy, _ source: TykPolicy) {
        catalogue.policies.append(value)
        var lines = ["Tyk policy \(source.id)" + (source.displayName == source.id ? "" : ", \"\(source.displayName)\"")]
        lines += parts.openExpressions(of: source, in: value.access).map { "TO DO: \($0)" }
        comments["policies.\(value.name)"] = lines
    }

    // MARK: - Products, plans and scopes

    private mutating func addBundles() {
        var products: [[String]: [String]] = [:]
        var plans: [[String]: [String]] = [:]
        var titles: [[String]: String] = [:]
        for scope in uses.byScope.keys.sorted() {
            var all = Names()
            var access: [String] = []
            var limits: [String] = []
            for (id, domain) in (uses.byScope[scope] ?? [:]).sorted(by: { $0.key < $1.key }) {
                guard let names = namesOfVariants[PolicyVariant(policyID: id, apiIDs: domain)] else { continue }
                if let name = names.access { access.append(name) }
                if let name = names.limits { limits.append(name) }
                if let name = names.empty { all.empty = name }
                for key in [access, limits] where titles[key] == nil { titles[key] = policies[id]?.displayName }
            }
            if !access.isEmpty { products[access, default: []].append(scope) }
            if !limits.isEmpty { plans[limits, default: []].append(scope) }
            if access.isEmpty, limits.isEmpty, let name = all.empty {
                catalogue.scopes.append(ScopeMapping(scope: scope, policies: [name]))
            }
        }
        var productIDs = CatalogueNames()
        for (policies, scopes) in products.sorted(by: { $0.value[0] < $1.value[0] }) {
            let title = titles[policies] ?? scopes[0]
            catalogue.products.append(
                Product(
                    id: productIDs.name(for: title, else: scopes[0]), displayName: title, scopes: scopes,
                    policies: policies))
        }
        var planIDs = CatalogueNames()
        for (policies, scopes) in plans.sorted(by: { $0.value[0] < $1.value[0] }) {
            let title = titles[policies] ?? scopes[0]
            catalogue.plans.append(
                Plan(
                    id: planIDs.name(for: title, else: scopes[0]), displayName: title, scopes: scopes,
                    policies: policies))
        }
    }
}
