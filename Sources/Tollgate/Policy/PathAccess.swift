/// Which paths and methods of an API are open.
enum PathAccess: Sendable {
    /// All of them.
    case everything
    /// Those that one of the rules opens.
    case only([PathMatcher])

    /// What either opens; everything absorbs the rest.
    func union(_ other: PathAccess) -> PathAccess {
        guard case .only(let mine) = self, case .only(let theirs) = other else { return .everything }
        return .only(mine + theirs.filter { !mine.contains($0) })
    }

    /// Whether a method may be used on a path, which is what follows the API's listen path.
    func allows(method: String, _ path: Span<UInt8>) -> Bool {
        switch self {
        case .everything: return true
        case .only(let rules):
            // Not `contains(where:)`: a closure cannot take the path along.
            for rule in rules where rule.matches(method: method, path) { return true }
            return false
        }
    }
}
