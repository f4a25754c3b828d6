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

    /// Whether a method may be used on a path; what the rules speak of is the part after the listen path.
    func allows(method: String, _ path: Span<UInt8>, _ part: Range<Int>) -> Bool {
        switch self {
        case .everything: return true
        case .only(let rules):
            // Not `contains(where:)`: a closure cannot take the path along.
            for index in 0..<rules.count where rules[index].matches(method: method, path, part) { return true }
            return false
        }
    }
}
