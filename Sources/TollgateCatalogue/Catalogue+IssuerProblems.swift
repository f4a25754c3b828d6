extension Catalogue {
    /// Finds faults of issuers, and settings that keep every token of theirs from passing.
    func issuerProblems() -> [CatalogueProblem] {
        var problems: [CatalogueProblem] = []
        var seen: [String: String] = [:]
        for issuer in issuers {
            let path = ["issuers", issuer.name]
            if !issuer.issuer.isEmpty, let other = seen.updateValue(issuer.name, forKey: issuer.issuer) {
                problems.append(
                    .init(.error, at: path + ["issuer"], "`\(issuer.issuer)` is already the issuer of `\(other)`"))
            }
            problems += IssuerPlaceholder.problem(of: issuer.issuer, at: path + ["issuer"]).map { [$0] } ?? []
            switch issuer.audiences {
            case .any:
                problems.append(
                    .init(
                        .warning, at: path + ["audiences"],
                        "`any` lets in tokens that were issued for other services; list the audiences of your APIs"))
            case .oneOf(let audiences) where audiences.isEmpty:
                problems.append(
                    .init(
                        .error, at: path + ["audiences"], "an empty list admits no token; list audiences or say `any`"))
            case .oneOf: break
            }
            problems += claimProblems(issuer.scopeClaims, at: path + ["scope_claims"])
            problems += claimProblems(issuer.clientIDClaims, at: path + ["client_id_claims"])
            if issuer.mergesScopeClaims, issuer.scopeClaims.count < 2 {
                problems.append(
                    .init(
                        .warning, at: path + ["merge_scope_claims"],
                        "there is only one scope claim to merge; list the others in `scope_claims`"))
            }
        }
        return problems
    }

    private func claimProblems(_ claims: [String], at path: [String]) -> [CatalogueProblem] {
        claims.enumerated().filter { !ClaimSyntax.isName($0.element) }.map { index, claim in
            .init(
                .error, at: path + ["\(index)"],
                "`\(claim)` is no path of claims: in one with a backslash, `\\.` is a dot of a name, `\\\\` a"
                    + " backslash, and no name is empty")
        }
    }
}
