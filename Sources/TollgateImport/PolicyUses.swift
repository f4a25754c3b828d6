internal import TollgateCatalogue
internal import TollgateConfiguration

/// The policies that the scopes and the defaults of the imported APIs bring, and the APIs on which they do.
struct PolicyUses {
    /// For each scope, for each policy that it brings somewhere, the APIs where it does.
    private(set) var byScope: [String: [String: Set<String>]] = [:]
    /// For each policy, the sets of APIs on which scopes bring it.
    private var domainsByPolicy: [String: Set<Set<String>>] = [:]
    /// For each policy, the APIs that have it as their default.
    private(set) var asDefault: [String: Set<String>] = [:]

    /// The policies whose place as a default `no-op` takes, because they open nothing where they are one.
    private(set) var replacedByNoOperation: Set<String> = []

    private let lookup: PolicyLookup
    private let findings: ImportFindings

    init(_ apis: [ImportedAPI], _ policies: [String: TykPolicy], findings: ImportFindings) {
        lookup = PolicyLookup(policies: policies, findings: findings)
        self.findings = findings
        for api in apis {
            addMappings(of: api)
            addDefault(of: api)
        }
        for policies in byScope.values {
            for (id, domain) in policies { domainsByPolicy[id, default: []].insert(domain) }
        }
        for api in apis where api.tokens.mappings.isEmpty {
            for node in api.tokens.defaultPolicies where !byScope.isEmpty {
                findings.add(
                    .narrower, at: node, in: api.source.file,
                    "a token with a scope that another API maps gets no default policy; on this API Tyk maps no scopes")
            }
        }
    }

    /// The sets of APIs on which scopes bring a policy, the largest first.
    func domains(of policyID: String) -> [Set<String>] {
        (domainsByPolicy[policyID] ?? []).sorted {
            ($1.count, $0.sorted().joined(separator: " ")) < ($0.count, $1.sorted().joined(separator: " "))
        }
    }

    private mutating func addMappings(of api: ImportedAPI) {
        var known: [String: String] = [:]
        for mapping in api.tokens.mappings {
            guard ConfigurationSyntax.isScope(mapping.scope) else {
                findings.add(
                    .narrower, decide: true, at: mapping.node, in: api.source.file,
                    found: "the scope \"\(mapping.scope)\"",
                    "left out: not \(ConfigurationSyntax.scopeRule) (RFC 6749 §3.3)")
                continue
            }
            if let other = known[mapping.scope] {
                findings.add(
                    .changed, decide: true, at: mapping.node, in: api.source.file,
                    "left out: the scope `\(mapping.scope)` brings the policy \(other) already")
                continue
            }
            guard lookup.policy(mapping.policyID, at: mapping.node, of: api.source) != nil else { continue }
            known[mapping.scope] = mapping.policyID
            byScope[mapping.scope, default: [:]][mapping.policyID, default: []].insert(api.source.id)
        }
    }

    private mutating func addDefault(of api: ImportedAPI) {
        var taken: TykPolicy?
        for node in api.tokens.defaultPolicies {
            guard let id = node.text, let policy = lookup.policy(id, at: node, of: api.source) else { continue }
            guard taken == nil else {
                findings.add(
                    .narrower, decide: true, at: node, in: api.source.file,
                    "left out: an API has one default policy here, and an earlier one is taken")
                continue
            }
            taken = policy
            let opens = policy.right(on: api.source.id) != nil && policy.isActive
            if api.tokens.mappings.isEmpty {
                asDefault[policy.id, default: []].insert(api.source.id)
            } else if opens {
                findings.add(
                    .narrower, decide: true, at: node, in: api.source.file,
                    "`default_policy: no-op`: Tyk uses it for tokens without the scope claim, a default policy here"
                        + " also counts for tokens whose scopes nobody maps, which Tyk refuses")
            } else {
                replacedByNoOperation.insert(policy.id)
                if policy.limits.isEmpty { continue }
                findings.add(
                    .changed, at: node, in: api.source.file,
                    "`default_policy: no-op`: it opens nothing on this API; in Tyk its limits and tags leak into"
                        + " others'"
                )
            }
        }
        addClaims(of: api, hasDefault: taken.map { asDefault[$0.id]?.contains(api.source.id) == true } ?? false)
    }

    /// Reports claims that name policies, which a catalogue does not know.
    private func addClaims(of api: ImportedAPI, hasDefault: Bool) {
        for node in api.tokens.policyClaims {
            guard let claim = node.text, !claim.isEmpty else { continue }
            findings.add(
                hasDefault ? .wider : .narrower, decide: true, at: node, in: api.source.file,
                hasDefault
                    ? "left out: policies come from scopes alone; a token with this claim gets the default policy"
                        + " instead"
                    : "left out: policies come from scopes alone; a token whose only policy stands in this claim is"
                        + " refused"
            )
        }
        if api.tokens.mappings.isEmpty, api.tokens.defaultPolicies.isEmpty {
            findings.add(
                .narrower, decide: true, at: api.tokens.mappingNode ?? api.source.node, in: api.source.file,
                found: "the API \"\(api.source.displayName)\"",
                "no scope and no default brings a policy, so it admits no token")
        }
    }
}
