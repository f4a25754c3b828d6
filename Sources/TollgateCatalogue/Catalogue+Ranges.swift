extension Catalogue {
    /// Numbers outside of what the gate can count with.
    ///
    /// A file cannot have them; a catalogue made in code can.
    func rangeProblems() -> [CatalogueProblem] {
        issuers.flatMap(rangeProblems(of:)) + policies.flatMap(rangeProblems(of:))
            + apis.flatMap(rangeProblems(of:))
    }

    private func rangeProblems(of api: API) -> [CatalogueProblem] {
        let bounds = api.bounds
        var times = [("connect", bounds.connectSeconds), ("first_byte", bounds.firstByteSeconds)]
        if case .seconds(let seconds) = bounds.idle { times.append(("idle", seconds)) }
        if case .seconds(let seconds) = bounds.whole { times.append(("whole", seconds)) }
        let path = ["apis", api.name]
        var problems: [CatalogueProblem] = times.compactMap { name, seconds in
            guard let seconds, !(1...DurationText.maximum).contains(seconds) else { return nil }
            return .init(.error, at: path + ["timeouts", name], "expected 1s or more")
        }
        if let bytes = bounds.maximumBodyBytes, !RequestBounds.bodyBytesRange.contains(bytes) {
            problems.append(.init(.error, at: path + ["max_body_bytes"], "expected 1 to 1099511627776"))
        }
        if let connections = bounds.maximumConnections, !RequestBounds.connectionsRange.contains(connections) {
            problems.append(.init(.error, at: path + ["max_upstream_connections"], "expected 1 to 1000000"))
        }
        let rates = [
            ("public", api.addressLimits.publicRate), ("failed_tokens", api.addressLimits.failedTokenRate),
        ]
        for (key, rate) in rates {
            guard case .limited(let requests, let seconds) = rate else { continue }
            let range = 1...DurationText.maximum
            if !range.contains(requests) || !range.contains(seconds) {
                problems.append(
                    .init(
                        .error, at: path + ["address_limits", key],
                        "expected numbers from 1 to \(DurationText.maximum)"))
            }
        }
        if case .rules(let rules) = api.crossOrigin { problems += rangeProblems(of: rules, at: path + ["cors"]) }
        return problems + rangeProblems(of: api.upstreamHealth, at: path + ["upstream_health"])
            + api.upstreams.enumerated().compactMap { index, server in
                UpstreamServer.weightRange.contains(server.weight)
                    ? nil : .init(.error, at: path + ["upstreams", "\(index)", "weight"], "expected 1 to 1000")
            }
    }

    private func rangeProblems(of rules: CrossOriginRules, at path: [String]) -> [CatalogueProblem] {
        var problems: [CatalogueProblem] = []
        let lists = [
            ("methods", rules.methods), ("headers", rules.requestFields ?? []), ("expose", rules.exposedFields ?? []),
        ]
        for (key, names) in lists where !names.allSatisfy(CrossOriginRules.isToken) {
            problems.append(.init(.error, at: path + [key], "expected \(CrossOriginRules.tokenRule)"))
        }
        if !(0...DurationText.maximum).contains(rules.maximumAgeSeconds) {
            problems.append(.init(.error, at: path + ["max_age"], "expected 0s or more"))
        }
        return problems
    }

    private func rangeProblems(of health: UpstreamHealth, at path: [String]) -> [CatalogueProblem] {
        var problems: [CatalogueProblem] = []
        func require(_ isGood: Bool, _ keys: [String], _ message: String) {
            if !isGood { problems.append(.init(.error, at: path + keys, message)) }
        }
        let seconds = 1...DurationText.maximum
        require(UpstreamHealth.failuresRange.contains(health.failures), ["failures"], "expected 1 to 1000000")
        require(seconds.contains(health.ejectionSeconds), ["ejection"], "expected 1s or more")
        guard let check = health.check else { return problems }
        require(UpstreamCheck.isPath(check.path), ["check", "path"], "expected \(UpstreamCheck.pathRule)")
        require(seconds.contains(check.intervalSeconds), ["check", "interval"], "expected 1s or more")
        require(seconds.contains(check.timeoutSeconds), ["check", "timeout"], "expected 1s or more")
        require(UpstreamCheck.countRange.contains(check.failures), ["check", "failures"], "expected 1 to 1000")
        require(UpstreamCheck.countRange.contains(check.successes), ["check", "successes"], "expected 1 to 1000")
        return problems
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
