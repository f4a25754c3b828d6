internal import TollgateCatalogue

/// A path rule, prepared so that it is compared with the bytes of a path.
struct PathMatcher: Hashable, Sendable {
    private enum Part: Hashable, Sendable {
        case literal([UInt8])
        case parameter
    }

    // No optionals: taking an array out of one retains it, and threads would wait for each other at its count.

    private let admitsEveryMethod: Bool
    private let methods: [String]
    /// The whole path, where no part of it is left open.
    private let exact: [UInt8]
    private let isExact: Bool
    private let parts: [Part]
    private let matchesEverythingBelow: Bool

    init(_ rule: PathRule) {
        admitsEveryMethod = rule.methods == nil
        methods = rule.methods ?? []
        matchesEverythingBelow = rule.pattern.matchesEverythingBelow
        var literals: [[UInt8]] = []
        parts = rule.pattern.segments.map { segment in
            switch segment {
            case .parameter: return .parameter
            case .literal(let text):
                literals.append(Array(text.utf8))
                return .literal(Array(text.utf8))
            }
        }
        isExact = literals.count == parts.count && !matchesEverythingBelow
        exact = isExact ? Array(literals.joined(separator: [UInt8(ascii: "/")])) : []
    }

    private func admits(_ method: String) -> Bool {
        if admitsEveryMethod { return true }
        for index in 0..<methods.count where methods[index] == method { return true }
        return false
    }

    /// Whether the rule opens a method on a path; what it speaks of is the part after the API's listen path.
    func matches(method: String, _ path: Span<UInt8>, _ part: Range<Int>) -> Bool {
        guard admits(method) else { return false }
        if isExact { return exact.isEqual(to: path, part) }
        var start = part.lowerBound
        for index in 0..<parts.count {
            // Past the last segment there is no further one, not even an empty one.
            guard start <= part.upperBound else { return false }
            var end = start
            while end < part.upperBound, path[end] != UInt8(ascii: "/") { end += 1 }
            switch parts[index] {
            case .literal(let text): if !text.isEqual(to: path, start..<end) { return false }
            case .parameter: if start == end { return false }
            }
            if index == parts.count - 1, end < part.upperBound, !matchesEverythingBelow { return false }
            start = end + 1
        }
        return true
    }
}
