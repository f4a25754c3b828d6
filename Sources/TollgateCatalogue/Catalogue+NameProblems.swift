extension Catalogue {
    /// Names that stand for two things.
    ///
    /// A file cannot have them; a catalogue made in code can.
    func nameProblems() -> [CatalogueProblem] {
        repetitions(of: issuers.map(\.name), in: "issuers") + repetitions(of: policies.map(\.name), in: "policies")
            + repetitions(of: products.map(\.id), in: "products") + repetitions(of: plans.map(\.id), in: "plans")
            + repetitions(of: scopes.map(\.scope), in: "scopes") + repetitions(of: apis.map(\.name), in: "apis")
    }

    private func repetitions(of names: [String], in section: String) -> [CatalogueProblem] {
        var seen: Set<String> = []
        return names.filter { !seen.insert($0).inserted }.map { name in
            .init(.error, at: [section, name], "there are two of this name; each needs one of its own")
        }
    }
}
