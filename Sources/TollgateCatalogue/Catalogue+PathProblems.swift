extension Catalogue {
    /// A path rule and where it stands.
    private struct PlacedRule {
        let rule: PathRule
        let path: [String]

        /// The place within its policy or API, as a message names it.
        var place: String { "`\(path.dropFirst(2).joined(separator: "."))`" }

        static func list(_ rules: [PathRule], at path: [String]) -> [PlacedRule] {
            rules.enumerated().map { PlacedRule(rule: $1, path: path + ["\($0)"]) }
        }
    }

    /// Path rules that never decide anything.
    func pathProblems() -> [CatalogueProblem] {
        let apisByName = Dictionary(apis.map { ($0.name, $0) }) { first, _ in first }
        // Requests to other hosts are another matter.
        let listenPaths = Dictionary(grouping: apis) { Set($0.hosts) }.mapValues { apis in
            Dictionary(apis.map { ($0.listenPath, $0.name) }) { first, _ in first }
        }
        let publicTrees = apisByName.mapValues { PathRuleTree($0.publicPaths) }
        var problems: [CatalogueProblem] = []
        for policy in policies {
            var rulesByAPI: [String: [PlacedRule]] = [:]
            var wholeByAPI: [String: Int] = [:]
            for (index, right) in policy.access.enumerated() {
                let path = ["policies", policy.name, "allow", "\(index)"]
                guard let rules = right.paths else {
                    wholeByAPI[right.api] = wholeByAPI[right.api] ?? index
                    continue
                }
                if rules.isEmpty {
                    problems.append(
                        .init(
                            .warning, at: path + ["paths"], "an empty list opens nothing; leave the key out to open all"
                        ))
                }
                rulesByAPI[right.api, default: []] += PlacedRule.list(rules, at: path + ["paths"])
            }
            for (name, rules) in rulesByAPI.sorted(by: { $0.key < $1.key }) {
                guard let api = apisByName[name], let publicTree = publicTrees[name] else { continue }
                let whole = wholeByAPI[name].map { "`allow.\($0)` opens the whole API already" }
                problems += unreachable(rules, on: api, listenPaths[Set(api.hosts)] ?? [:]) { rule in
                    whole ?? publicTree.covering(rule).map { "`apis.\(name).public.\($0)` opens it without a token" }
                }
            }
        }
        for api in apis {
            let rules = PlacedRule.list(api.publicPaths, at: ["apis", api.name, "public"])
            problems += unreachable(rules, on: api, listenPaths[Set(api.hosts)] ?? [:]) { _ in nil }
        }
        return problems
    }

    /// Warnings for the rules of one list that never decide anything.
    ///
    /// - Parameters:
    ///   - rules: All rules that one policy has for an API, or that need no token.
    ///   - api: The API.
    ///   - listenPaths: The names of all APIs on the same hosts by their listen paths.
    ///   - covering: The other thing that makes a rule superfluous, in words.
    /// - Returns: A warning for each of them.
    private func unreachable(
        _ rules: [PlacedRule], on api: API, _ listenPaths: [String: String], covering: (PathRule) -> String?
    ) -> [CatalogueProblem] {
        let tree = PathRuleTree(rules.map(\.rule))
        return rules.indices.compactMap { index in
            let placed = rules[index]
            let pattern = placed.rule.pattern
            let reason: String
            if placed.rule.methods?.isEmpty == true {
                reason = "its list of methods is empty; leave `methods` out for all of them"
            } else if pattern.needsEncodedSlash, api.encodedSlashes == .reject {
                reason = "paths with `%2F` are refused; `apis.\(api.name).encoded_slashes: allow` admits them"
            } else if let other = nestedAPI(of: pattern, below: api, listenPaths) {
                reason = "the listen path of `\(other)` gets those requests"
            } else if let words = covering(placed.rule) {
                reason = words
            } else if let other = tree.covering(ruleAt: index) {
                reason = "\(rules[other].place) opens all of it already"
            } else {
                return nil
            }
            return .init(.warning, at: placed.path, "the rule for `\(pattern.text)` is never reached: \(reason)")
        }
    }

    /// The API whose longer listen path gets every request that a pattern matches.
    private func nestedAPI(of pattern: PathPattern, below api: API, _ listenPaths: [String: String]) -> String? {
        guard listenPaths.count > 1, !api.listenPath.isEmpty else { return nil }
        var path = api.listenPath
        for segment in pattern.segments {
            guard case .literal(let text) = segment, !text.isEmpty else { return nil }
            path += text + "/"
            if let other = listenPaths[path] { return other }
        }
        return nil
    }
}
