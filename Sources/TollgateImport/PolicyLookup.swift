internal import TollgateCatalogue

/// Finds the policies that APIs name by their ids.
struct PolicyLookup {
    let policies: [String: TykPolicy]
    let findings: ImportFindings

    /// The policy that an API names.
    ///
    /// - Parameters:
    ///   - id: Its id.
    ///   - node: The value in which the API names it.
    ///   - api: The API.
    /// - Returns: The policy; `nil`, with a difference that says so, where there is none, or Tyk would not find it.
    func policy(_ id: String, at node: TykNode, of api: TykAPI) -> TykPolicy? {
        guard let policy = policies.value(exactly: id) else {
            findings.add(
                .narrower, decide: true, at: node, in: api.file, "left out: the policy is in none of the files")
            return nil
        }
        let mine = api.organisation
        guard mine.isEmpty || policy.organisation.isEmpty || mine == policy.organisation else {
            findings.add(
                .none, at: node, in: api.file,
                "left out: the policy belongs to another organisation, so Tyk does not find it")
            return nil
        }
        return policy
    }
}
