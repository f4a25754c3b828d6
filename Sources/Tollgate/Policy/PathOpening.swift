/// The part of an API that one policy opens, by the numbers of the rules in its ``PathTree``.
enum PathOpening: Hashable, Sendable {
    /// All of it.
    case everything
    /// The paths of these rules; the numbers are sorted.
    case rules([Int32])

    /// The union of two openings; everything absorbs the rest.
    func union(_ other: PathOpening) -> PathOpening {
        guard case .rules(let mine) = self, case .rules(let theirs) = other else { return .everything }
        return .rules(Set(mine + theirs).sorted())
    }
}
