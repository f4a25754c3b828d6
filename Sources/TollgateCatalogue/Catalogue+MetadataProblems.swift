extension Catalogue {
    /// Metadata of which only the policies' names decide what counts where they meet.
    ///
    /// Any two active policies can meet on one token, and of two with the same priority the smaller name wins. Each key
    /// is warned about once for each priority, where the first policy loses.
    func metadataProblems() -> [CatalogueProblem] {
        struct Place: Hashable {
            let key: String
            let priority: Int
        }
        var policiesByPlace: [Place: [Policy]] = [:]
        for policy in policies where policy.isActive {
            for key in policy.metadata.keys {
                policiesByPlace[Place(key: key, priority: policy.priority), default: []].append(policy)
            }
        }
        let problems = policiesByPlace.compactMap { place, policies -> CatalogueProblem? in
            guard let winner = policies.min(by: { $0.name < $1.name }), let value = winner.metadata[place.key] else {
                return nil
            }
            let losers = policies.filter { $0.metadata[place.key] != value }
            guard let loser = losers.first, let lost = loser.metadata[place.key] else { return nil }
            let others = losers.count > 1 ? ", as it does over \(losers.count - 1) more" : ""
            return CatalogueProblem(
                .warning, at: ["policies", loser.name, "metadata", place.key],
                "it is `\(lost)` here and `\(value)` in `\(winner.name)`, which wins by its name where both count"
                    + "\(others); give one a higher `priority`")
        }
        return problems.sorted { $0.path.lexicographicallyPrecedes($1.path) }
    }
}
