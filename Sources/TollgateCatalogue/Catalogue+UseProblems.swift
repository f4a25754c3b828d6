extension Catalogue {
    /// A place where a policy is named.
    private struct PolicyReference {
        let name: String
        let path: [String]
    }

    /// Policies that are named but contribute nothing, and policies that are not named anywhere.
    func useProblems() -> [CatalogueProblem] {
        let references = policyReferences()
        let inactive = Set(policies.filter { !$0.isActive }.map(\.name))
        let used = Set(references.map(\.name))
        return references.filter { inactive.contains($0.name) }.map { reference in
            .init(
                .warning, at: reference.path,
                "`\(reference.name)` is inactive and contributes nothing; make it active or take it out here")
        }
            + policies.filter { !used.contains($0.name) && $0.name != Policy.noOperationName }.map { policy in
                .init(
                    .warning, at: ["policies", policy.name],
                    "nothing refers to it; name it in a product, a plan, `scopes` or an API, or take it out")
            }
    }

    private func policyReferences() -> [PolicyReference] {
        func list(_ names: [String], at path: [String]) -> [PolicyReference] {
            names.enumerated().map { PolicyReference(name: $1, path: path + ["\($0)"]) }
        }
        return products.flatMap { list($0.policies, at: ["products", $0.id, "policies"]) }
            + plans.flatMap { list($0.policies, at: ["plans", $0.id, "policies"]) }
            + scopes.flatMap { list($0.policies, at: ["scopes", $0.scope]) }
            + apis.flatMap { api -> [PolicyReference] in
                let path = ["apis", api.name]
                let standard = PolicyReference(name: api.defaultPolicy, path: path + ["default_policy"])
                guard case .policy(let name) = api.withoutPlan else { return [standard] }
                return [standard, PolicyReference(name: name, path: path + ["without_plan"])]
            }
    }
}
