/// Path rules by their segments, for finding those that open all that another one opens.
///
/// Comparing each rule with each would take too long for policies with thousands of them.
struct PathRuleTree {
    private struct Node {
        /// By segments, which are compared byte for byte.
        var literals: [PathPattern.Segment: Int] = [:]
        var parameter: Int?
        /// The rules whose last segment leads here.
        var ending: [Int] = []
        /// Those of them that open everything below as well.
        var everythingBelow: [Int] = []
    }

    private let rules: [PathRule]
    private var nodes = [Node()]

    init(_ rules: [PathRule]) {
        self.rules = rules
        for (index, rule) in rules.enumerated() {
            let node = rule.pattern.segments.reduce(0) { child(of: $0, for: $1) }
            if rule.pattern.matchesEverythingBelow {
                nodes[node].everythingBelow.append(index)
            } else {
                nodes[node].ending.append(index)
            }
        }
    }

    /// The place of a rule that opens all that this one opens, if there is one.
    func covering(_ rule: PathRule) -> Int? {
        candidates(for: rule.pattern) { rules[$0].coversMethods(of: rule) }
    }

    /// The place of another rule that makes the one at a place superfluous: of two that open the same, the first.
    func covering(ruleAt index: Int) -> Int? {
        let rule = rules[index]
        return candidates(for: rule.pattern) { other in
            other != index && rules[other].coversMethods(of: rule) && (other < index || !rule.covers(rules[other]))
        }
    }

    /// The first rule whose pattern covers another and that passes a test.
    private func candidates(for pattern: PathPattern, where isCovering: (Int) -> Bool) -> Int? {
        var level = [0]
        for segment in pattern.segments {
            for node in level {
                if let found = nodes[node].everythingBelow.first(where: isCovering) { return found }
            }
            level = level.flatMap { children(of: $0, covering: segment) }
        }
        for node in level {
            if let found = nodes[node].everythingBelow.first(where: isCovering) { return found }
            if !pattern.matchesEverythingBelow, let found = nodes[node].ending.first(where: isCovering) { return found }
        }
        return nil
    }

    private func children(of node: Int, covering segment: PathPattern.Segment) -> [Int] {
        switch segment {
        case .literal(let text):
            [nodes[node].literals[segment], text.isEmpty ? nil : nodes[node].parameter].compactMap { $0 }
        case .parameter: [nodes[node].parameter].compactMap { $0 }
        }
    }

    private mutating func child(of node: Int, for segment: PathPattern.Segment) -> Int {
        let known =
            switch segment {
            case .literal: nodes[node].literals[segment]
            case .parameter: nodes[node].parameter
            }
        if let known { return known }
        nodes.append(Node())
        switch segment {
        case .literal: nodes[node].literals[segment] = nodes.count - 1
        case .parameter: nodes[node].parameter = nodes.count - 1
        }
        return nodes.count - 1
    }
}
