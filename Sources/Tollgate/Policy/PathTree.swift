internal import TollgateCatalogue
internal import TollgateEncoding

/// All path rules that a catalogue has for one API, whichever policy they stand in, as one tree of segments.
///
/// Each pattern and method has a number; what a policy or a grant opens is a set of these (``PathAccess``). Finding out
/// whether a path is open takes a look-up for each of its segments, however many rules and policies there are: only
/// where patterns differ in which segments they leave open (`/{a}/x`, `/b/{c}`) may a path lead to several places.
struct PathTree: Sendable {
    /// A place that the beginning of a path leads to.
    struct Node: Sendable {
        /// The place that any further segment leads to, or -1.
        var open: Int32 = -1
        /// The rules for paths that end here.
        var ending: Range<Int32> = 0..<0
        /// The rules for this path and all below it.
        var below: Range<Int32> = 0..<0
    }

    /// One pattern with one method.
    struct Rule: Sendable {
        /// The place of the method, or -1 for every method.
        let method: Int32
        /// The number of the rule in ``PathAccess``.
        let number: Int32
    }

    private let nodes: [Node]
    private let rules: [Rule]
    private let methods: [String]
    /// The texts of segments, and where each leads to from each place.
    private let segments: ByteTable
    private let steps: PathSteps

    init(nodes: [Node], rules: [Rule], methods: [String], segments: [String], steps: PathSteps) {
        self.nodes = nodes
        self.rules = rules
        self.methods = methods
        self.segments = ByteTable(segments.map { ExactString($0) })
        self.steps = steps
    }

    /// A rule that is open to a request, if there is one.
    ///
    /// - Parameters:
    ///   - access: The rules that are open.
    ///   - method: The method of the request.
    ///   - path: Its path.
    ///   - part: The part that rules are about: the one after the API's listen path.
    /// - Returns: The number of the rule.
    func rule(in access: PathAccess, method: String, _ path: Span<UInt8>, _ part: Range<Int>) -> Int? {
        find(access, method: place(of: method), path, from: part.lowerBound, to: part.upperBound, at: 0)
    }

    private func find(
        _ access: PathAccess, method: Int32, _ path: Span<UInt8>, from start: Int, to end: Int, at first: Int
    ) -> Int? {
        var (start, node) = (start, first)
        while true {
            let current = nodes[node]
            if !current.below.isEmpty, let rule = rule(current.below, method, access) { return rule }
            guard start <= end else { return rule(current.ending, method, access) }
            var stop = start
            while stop < end, path[stop] != UInt8(ascii: "/") { stop += 1 }
            let literal = segments.place(of: path, start..<stop).flatMap { steps.step(from: node, by: $0) }
            // An empty segment is only itself.
            let open = start == stop || current.open < 0 ? nil : Int(current.open)
            start = stop + 1
            if let literal, let open {
                if let rule = find(access, method: method, path, from: start, to: end, at: literal) { return rule }
                node = open
            } else if let next = literal ?? open {
                node = next
            } else {
                return nil
            }
        }
    }

    /// The first of some rules that is open and for this method.
    private func rule(_ range: Range<Int32>, _ method: Int32, _ access: PathAccess) -> Int? {
        var index = Int(range.lowerBound)
        while index < Int(range.upperBound) {
            let rule = rules[index]
            if rule.method < 0 || rule.method == method, access.contains(Int(rule.number)) { return Int(rule.number) }
            index += 1
        }
        return nil
    }

    /// The place of a method, or one that no rule has.
    private func place(of method: String) -> Int32 {
        for index in 0..<methods.count where methods[index] == method { return Int32(truncatingIfNeeded: index) }
        return .max
    }
}
