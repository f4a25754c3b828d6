extension Catalogue {
    /// Everything that is wrong with the catalogue, in the order of the file's sections.
    ///
    /// References must lead somewhere, a scope must not belong to two products or two plans, and nothing may grant
    /// more than its author can have meant.
    ///
    /// - Returns: Errors and warnings; a catalogue with an error must not be used.
    public func problems() -> [CatalogueProblem] {
        issuerProblems() + connectionProblems() + policyProblems() + bundleProblems() + apiProblems() + rangeProblems()
            + nameProblems() + useProblems() + pathProblems() + metadataProblems() + resourceProblems()
            + routingProblems() + upgradeProblems()
    }

    private func policyProblems() -> [CatalogueProblem] {
        let apiNames = KnownNames(apis.map(\.name))
        var problems: [CatalogueProblem] = []
        for policy in policies {
            let path = ["policies", policy.name]
            if policy.name == Policy.noOperationName {
                problems.append(.init(.error, at: path, "`no-op` is built in and cannot be defined again"))
            }
            for (index, right) in policy.access.enumerated() where !apiNames.contains(right.api) {
                problems.append(unknown("API", right.api, at: path + ["allow", "\(index)", "api"], known: apiNames))
            }
            for api in policy.limitsByAPI.keys.sorted() where !apiNames.contains(api) {
                problems.append(unknown("API", api, at: path + ["per_api", api], known: apiNames))
            }
        }
        return problems
    }

    private func bundleProblems() -> [CatalogueProblem] {
        let byName = policiesByName()
        let policyNames = KnownNames(byName.keys)
        let productIDs = KnownNames(products.map(\.id))
        var problems: [CatalogueProblem] = []
        var productOfScope: [String: String] = [:]
        for product in products {
            let path = ["products", product.id]
            problems += policyReferences(product.policies, at: path + ["policies"], known: policyNames)
            for (index, scope) in product.scopes.enumerated() {
                if let other = productOfScope.updateValue(product.id, forKey: scope) {
                    problems.append(
                        .init(
                            .error, at: path + ["scopes", "\(index)"],
                            "`\(scope)` already belongs to the product `\(other)`"))
                }
            }
            if !product.policies.contains(where: { byName[$0]?.access.isEmpty == false }) {
                problems.append(.init(.warning, at: path, "the product opens no API: none of its policies has `allow`"))
            }
        }
        var planOfScope: [String: String] = [:]
        for plan in plans {
            let path = ["plans", plan.id]
            problems += policyReferences(plan.policies, at: path + ["policies"], known: policyNames)
            for (index, scope) in plan.scopes.enumerated() {
                if let other = planOfScope.updateValue(plan.id, forKey: scope) {
                    problems.append(
                        .init(
                            .error, at: path + ["scopes", "\(index)"],
                            "`\(scope)` already belongs to the plan `\(other)`"))
                }
            }
            for (index, product) in (plan.products ?? []).enumerated() where !productIDs.contains(product) {
                problems.append(unknown("product", product, at: path + ["products", "\(index)"], known: productIDs))
            }
            if plan.products?.isEmpty == true {
                problems.append(
                    .init(
                        .warning, at: path + ["products"],
                        "an empty list binds the plan's limits to no API; leave the key out for all of them"))
            }
            if !plan.policies.contains(where: { byName[$0]?.setsRateOrQuota == true }) {
                problems.append(
                    .init(.warning, at: path, "the plan sets no rate and no quota: clients with it get `plan_missing`"))
            }
        }
        for mapping in scopes {
            problems += policyReferences(mapping.policies, at: ["scopes", mapping.scope], known: policyNames)
        }
        return problems
    }

    private func apiProblems() -> [CatalogueProblem] {
        let byName = policiesByName()
        let policyNames = KnownNames(byName.keys)
        let issuerNames = KnownNames(issuers.map(\.name))
        var problems: [CatalogueProblem] = []
        for api in apis {
            let path = ["apis", api.name]
            for (index, issuer) in api.issuers.enumerated() where !issuerNames.contains(issuer) {
                problems.append(unknown("issuer", issuer, at: path + ["issuers", "\(index)"], known: issuerNames))
            }
            if let policy = byName[api.defaultPolicy] {
                if policy.grantsSomething {
                    problems.append(
                        .init(
                            .warning, at: path + ["default_policy"],
                            "`\(policy.name)` grants something to every token without a mapped scope; `no-op` does not")
                    )
                }
            } else {
                problems.append(
                    unknown("policy", api.defaultPolicy, at: path + ["default_policy"], known: policyNames))
            }
            if case .policy(let name) = api.withoutPlan {
                if let policy = byName[name] {
                    if !policy.setsRateOrQuota {
                        problems.append(
                            .init(
                                .warning, at: path + ["without_plan"],
                                "`\(name)` sets no rate and no quota: requests without a plan get `plan_missing`"))
                    }
                } else {
                    problems.append(unknown("policy", name, at: path + ["without_plan"], known: policyNames))
                }
            }
        }
        return problems
    }

    /// The policies by name, the built-in one among them.
    package func policiesByName() -> [String: Policy] {
        var result = [Policy.noOperationName: Policy.noOperation]
        for policy in policies where policy.name != Policy.noOperationName { result[policy.name] = policy }
        return result
    }

    private func policyReferences(
        _ names: [String], at path: [String], known: KnownNames
    ) -> [CatalogueProblem] {
        names.enumerated().compactMap { index, name in
            known.contains(name) ? nil : unknown("policy", name, at: path + ["\(index)"], known: known)
        }
    }

    private func unknown(
        _ kind: String, _ name: String, at path: [String], known: KnownNames
    ) -> CatalogueProblem {
        .init(.error, at: path, "there is no \(kind) `\(name)` (\(known.list))")
    }
}
