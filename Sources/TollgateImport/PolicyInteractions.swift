internal import TollgateCatalogue

/// Reports where Tyk merges policies in another way than a catalogue does.
///
/// It looks at policies that one token can bring together: those that the scopes of one API bring.
struct PolicyInteractions {
    let apis: [ImportedAPI]
    let policies: [String: TykPolicy]
    let findings: ImportFindings

    func report() {
        var looked: Set<[String]> = []
        for api in apis {
            let ids = Set(api.tokens.mappings.map(\.policyID)).filter { policies[$0] != nil }.sorted()
            let together = ids.compactMap { policies[$0] }
            reportMissingPlans(together, on: api)
            reportDefault(of: api)
            guard together.count > 1 else { continue }
            reportAccess(together, on: api)
            // The rest is the same on every API with the same policies.
            guard looked.insert(ids).inserted else { continue }
            reportStates(together, on: api)
            reportLimits(together, on: api)
            reportMetadata(together, on: api)
        }
    }

    private func add(
        _ effect: ImportDifference.Effect, decide: Bool = false, on api: ImportedAPI, _ found: [TykPolicy],
        _ reason: String
    ) {
        let shown = found.prefix(5).map { "\"\($0.displayName)\"" }.joined(separator: ", ")
        findings.add(
            effect, decide: decide, at: api.tokens.mappingNode, in: api.source.file,
            found: "the policies \(shown)\(found.count > 5 ? " and \(found.count - 5) more" : "")", reason)
    }

    /// Tokens that bring access without a rate and a quota pass in Tyk.
    private func reportMissingPlans(_ together: [TykPolicy], on api: ImportedAPI) {
        let id = api.source.id
        let unlimited = together.filter { $0.isActive && $0.right(on: id) != nil && $0.limits(on: id).isEmpty }
        guard !unlimited.isEmpty else { return }
        let hasPlan = together.contains { $0.isActive && !$0.limits(on: id).isEmpty }
        add(
            .narrower, decide: !hasPlan, on: api, unlimited,
            "`without_plan: deny`: a token that brings them without any limit is refused with `plan_missing`; Tyk"
                + " lets it pass without limits, or with those of an earlier request")
    }

    /// Reports a default policy that opens the API without limiting anything: here it lets no client in.
    private func reportDefault(of api: ImportedAPI) {
        guard api.tokens.mappings.isEmpty,
            let node = api.tokens.defaultPolicies.first(where: { policies[$0.text ?? ""] != nil }),
            let policy = policies[node.text ?? ""], policy.isActive, policy.right(on: api.source.id) != nil,
            policy.limits(on: api.source.id).isEmpty
        else { return }
        findings.add(
            .narrower, decide: true, at: node, in: api.source.file, found: "the policy \"\(policy.displayName)\"",
            "`without_plan: deny`: tokens that have it as default are refused with `plan_missing`, for it limits nothing;"
                + " give it a rate or a quota, or name a policy in `without_plan`")
    }

    private func reportAccess(_ together: [TykPolicy], on api: ImportedAPI) {
        let opening = together.filter { $0.isActive && $0.right(on: api.source.id) != nil }
        let restricted = opening.filter { $0.right(on: api.source.id)?.rules != nil }
        if !restricted.isEmpty, restricted.count < opening.count {
            add(
                .wider, on: api, restricted,
                "together with a policy that opens all of the API they restrict nothing; in Tyk they restrict it (a"
                    + " token without their scopes has all of it there, too)")
        }
        let perAPI = opening.filter(\.partitions.isPerAPI)
        if perAPI.count > 1, !restricted.isEmpty {
            add(
                .wider, decide: true, on: api, perAPI,
                "their paths are united; in Tyk, with `per_api`, those of the last one count, in a random order")
        }
    }

    private func reportStates(_ together: [TykPolicy], on api: ImportedAPI) {
        let inactive = together.filter(\.isInactive)
        if !inactive.isEmpty {
            add(
                .wider, decide: true, on: api, inactive,
                "an inactive policy drops out alone; in Tyk it also refuses every token that brings others with it")
        }
        let contradictory = together.filter(\.partitions.isContradictory)
        let perAPI = together.filter { $0.partitions.isPerAPI && !$0.partitions.isContradictory }
        let partitioned = together.filter { !$0.partitions.isPerAPI && $0.partitions.isAny }
        if !contradictory.isEmpty || (!perAPI.isEmpty && !partitioned.isEmpty) {
            add(
                .wider, decide: true, on: api, contradictory + perAPI,
                "Tyk refuses tokens that bring them together with policies that have other partitions; here they merge")
        }
    }

    private func reportLimits(_ together: [TykPolicy], on api: ImportedAPI) {
        let active = together.filter(\.isActive)
        let masters = active.filter { $0.rights.isEmpty && !$0.limits.isEmpty }
        if masters.count > 1 {
            add(
                .changed, on: api, masters,
                "of their limits the largest count; in Tyk those of the last one, in a random order")
        }
        let windows = Set(
            active.compactMap { policy -> QuotaWindow? in
                if case .limited(_, let window) = policy.limits(on: api.source.id).quota { window } else { nil }
            })
        if windows.count > 1 {
            add(
                .changed, on: api, active,
                "number and window of a quota come from one policy; Tyk takes the largest number and, apart from it,"
                    + " the longest window")
        }
        let limiting = active.filter { !$0.limits.isEmpty }
        let elsewhere = limiting.filter { policy in
            !policy.rights.isEmpty && policy.rightsByAPI[api.source.id] == nil
        }
        if !elsewhere.isEmpty, limiting.count > elsewhere.count {
            add(
                .wider, decide: true, on: api, elsewhere,
                "their limits also count on `\(api.name)`; in Tyk only where no other policy of the token has limits"
                    + " there"
            )
        }
    }

    private func reportMetadata(_ together: [TykPolicy], on api: ImportedAPI) {
        var values: [String: Set<String>] = [:]
        for policy in together where policy.isActive {
            for (key, value) in policy.metadata { values[key, default: []].insert(value) }
        }
        let keys = values.filter { $0.value.count > 1 }.keys.sorted()
        guard !keys.isEmpty else { return }
        add(
            .changed, on: api, together.filter { !$0.metadata.isEmpty },
            "they differ in `metadata` \(keys.prefix(5).joined(separator: ", ")): the smallest name wins, or `priority`;"
                + " in Tyk the last policy, in a random order")
    }
}
