internal import TollgateCatalogue
internal import TollgateEncoding

/// Gathers the path rules of an API and makes a tree of them.
struct PathTreeBuilder {
    private struct Step: Hashable {
        let node: Int
        let segment: Int
    }

    /// The rules at a node: their numbers by the places of their methods, -1 being every method.
    private struct Rules {
        var ending: [Int32: Int32] = [:]
        var below: [Int32: Int32] = [:]
    }

    private var nodes = [PathTree.Node()]
    private var rules = [Rules()]
    private var ruleCount: Int32 = 0
    private var segments: [String] = []
    private var segmentPlaces: [ExactString: Int] = [:]
    private var methods: [String] = []
    private var methodPlaces: [String: Int32] = [:]
    private var steps: [Step: Int] = [:]

    /// Adds the paths and methods that some rules open.
    ///
    /// - Parameter paths: The rules; `nil` opens everything.
    /// - Returns: The paths and methods that a grant with these rules opens.
    mutating func open(_ paths: [PathRule]?) -> PathOpening {
        guard let paths else { return .everything }
        var numbers: Set<Int32> = []
        for rule in paths {
            let node = node(for: rule.pattern)
            let places = rule.openMethods.map { $0.map { place(of: $0) } } ?? [-1]
            let below = rule.pattern.matchesEverythingBelow
            for method in places { numbers.insert(number(method, at: node, below: below)) }
        }
        return .rules(numbers.sorted())
    }

    /// The tree of everything that was added.
    func tree() -> PathTree {
        var nodes = nodes
        var flat: [PathTree.Rule] = []
        func append(_ rules: [Int32: Int32]) -> Range<Int32> {
            let start = Int32(truncatingIfNeeded: flat.count)
            flat += rules.map { PathTree.Rule(method: $0.key, number: $0.value) }.sorted { $0.number < $1.number }
            return start..<Int32(truncatingIfNeeded: flat.count)
        }
        for index in nodes.indices {
            nodes[index].ending = append(rules[index].ending)
            nodes[index].below = append(rules[index].below)
        }
        return PathTree(
            nodes: nodes, rules: flat, methods: methods, segments: segments,
            steps: PathSteps(steps.map { ($0.key.node, $0.key.segment, $0.value) }))
    }

    /// The place that a pattern leads to.
    private mutating func node(for pattern: PathPattern) -> Int {
        var node = 0
        for segment in pattern.segments {
            switch segment {
            case .literal(let text):
                let step = Step(node: node, segment: place(ofSegment: text))
                if let known = steps[step] {
                    node = known
                } else {
                    node = addNode()
                    steps[step] = node
                }
            case .parameter:
                if nodes[node].open < 0 {
                    let added = addNode()
                    nodes[node].open = Int32(truncatingIfNeeded: added)
                }
                node = Int(nodes[node].open)
            }
        }
        return node
    }

    private mutating func addNode() -> Int {
        nodes.append(PathTree.Node())
        rules.append(Rules())
        return nodes.count - 1
    }

    private mutating func number(_ method: Int32, at node: Int, below: Bool) -> Int32 {
        let kind = below ? \Rules.below : \Rules.ending
        if let known = rules[node][keyPath: kind][method] { return known }
        rules[node][keyPath: kind][method] = ruleCount
        ruleCount += 1
        return ruleCount - 1
    }

    private mutating func place(of method: String) -> Int32 {
        if let known = methodPlaces[method] { return known }
        let place = Int32(truncatingIfNeeded: methods.count)
        methods.append(method)
        methodPlaces[method] = place
        return place
    }

    private mutating func place(ofSegment text: String) -> Int {
        if let known = segmentPlaces[ExactString(text)] { return known }
        segments.append(text)
        segmentPlaces[ExactString(text)] = segments.count - 1
        return segments.count - 1
    }
}
