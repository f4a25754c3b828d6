/// What one policy opens of an API, by the numbers of the rules in its `PathTree`.
enum PathOpening: Hashable, Sendable {
    /// All of it.
    case everything
    /// What these rules open; the numbers are sorted.
    case rules([Int32])

    /// What either opens; everything absorbs the rest.
    func union(_ other: PathOpening) -> PathOpening {
        guard case .rules(let mine) = self, case .rules(let theirs) = other else { return .everything }
        return .rules(Set(mine + theirs).sorted())
    }
}
