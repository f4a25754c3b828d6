extension PathRule {
    /// Whether the rule opens every method on every path that another one opens.
    func covers(_ other: PathRule) -> Bool {
        coversMethods(of: other) && pattern.covers(other.pattern)
    }

    /// Whether the rule is for every method that another one is for.
    func coversMethods(of other: PathRule) -> Bool {
        guard let methods = openMethods else { return true }
        return other.methods?.allSatisfy(methods.contains) ?? false
    }
}

extension PathPattern {
    /// Whether every path that another pattern matches is matched by this one.
    func covers(_ other: PathPattern) -> Bool {
        guard other.segments.count >= segments.count else { return false }
        guard matchesEverythingBelow || (other.segments.count == segments.count && !other.matchesEverythingBelow)
        else { return false }
        return zip(segments, other.segments).allSatisfy { mine, theirs in
            switch (mine, theirs) {
            case (.literal, .literal): mine == theirs
            case (.literal, .parameter): false
            case (.parameter, .literal(let theirs)): !theirs.isEmpty
            case (.parameter, .parameter): true
            }
        }
    }
}
