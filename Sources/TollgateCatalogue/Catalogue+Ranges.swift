extension Catalogue {
    /// Numbers outside of what the gate can count with.
    ///
    /// A file cannot have them; a catalogue made in code can.
    func rangeProblems() -> [CatalogueProblem] {
        issuers.flatMap(rangeProblems(of:)) + policies.flatMap(rangeProblems(of:))
    }

    private func rangeProblems(of issuer: Issuer) -> [CatalogueProblem] {
        let path = ["issuers", issuer.name]
        var problems: [CatalogueProblem] = []
        if !(0...300).contains(issuer.clockSkewSeconds) {
            problems.append(.init(.error, at: path + ["clock_skew"], "expected 0s to 300s"))
        }
        if let lifetime = issuer.maximumTokenLifetimeSeconds, !(1...DurationText.maximum).contains(lifetime) {
            problems.append(.init(.error, at: path + ["max_token_lifetime"], "expected 1s or more"))
        }
        return problems
    }

    private func rangeProblems(of policy: Policy) -> [CatalogueProblem] {
        let path = ["policies", policy.name]
        return rangeProblems(of: policy.limits, at: path)
            + policy.limitsByAPI.sorted { $0.key < $1.key }.flatMap { api, limits in
                rangeProblems(of: limits, at: path + ["per_api", api])
            }
    }

    private func rangeProblems(of limits: Limits, at path: [String]) -> [CatalogueProblem] {
        let range = 1...DurationText.maximum
        let message = "expected numbers from 1 to \(DurationText.maximum)"
        var problems: [CatalogueProblem] = []
        if case .limited(let requests, let seconds) = limits.rate, !range.contains(requests) || !range.contains(seconds)
        {
            problems.append(.init(.error, at: path + ["rate"], message))
        }
        if case .limited(let maximum, let window) = limits.quota,
            !range.contains(maximum) || !range.contains(window.nominalSeconds)
        {
            problems.append(.init(.error, at: path + ["quota"], message))
        }
        if let concurrency = limits.concurrency, concurrency < 1 {
            problems.append(.init(.error, at: path + ["concurrency"], "expected 1 or more"))
        }
        return problems
    }
}
