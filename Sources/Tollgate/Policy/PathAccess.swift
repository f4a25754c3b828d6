internal import TollgateCatalogue

/// Which paths and methods of an API are open.
enum PathAccess: Sendable {
    /// All of them.
    case everything
    /// Those that one of the rules opens.
    case only([PathRule])

    /// What either opens; everything absorbs the rest.
    func union(_ other: PathAccess) -> PathAccess {
        guard case .only(let mine) = self, case .only(let theirs) = other else { return .everything }
        return .only(mine + theirs.filter { !mine.contains($0) })
    }

    /// Whether a method may be used on a path, given by its segments below the listen path.
    func allows(method: String, segments: ArraySlice<Substring>) -> Bool {
        switch self {
        case .everything: true
        case .only(let rules): rules.contains { $0.matches(method: method, segments: segments) }
        }
    }
}
