internal import Synchronization

/// What a client was granted, until something about that changes.
///
/// It never changes, but for the note that another one has taken its place.
final class RegisteredClient: Sendable {
    let grants: [GrantedScopes]
    private let isReplaced = Atomic<Bool>(false)

    init(_ grants: [GrantedScopes]) {
        self.grants = grants
    }

    /// Whether this is still what the client was granted.
    var isCurrent: Bool { !isReplaced.load(ordering: .acquiring) }

    /// Notes that what the client was granted has changed.
    func retire() { isReplaced.store(true, ordering: .releasing) }

    /// What is granted at a moment, and from when till when just that is.
    ///
    /// - Parameter seconds: The moment, since 1970.
    /// - Returns: The scopes, and the seconds in which none is added and none falls away.
    func scopes(at seconds: Int64) -> (scopes: Set<ExactString>, while: Range<Int64>) {
        var (start, end) = (Int64.min, Int64.max)
        var scopes: Set<ExactString> = []
        for grant in grants {
            let (from, until) = (grant.startsAt ?? .min, grant.endsAt ?? .max)
            for moment in [from, until] {
                if moment <= seconds { start = max(start, moment) } else { end = min(end, moment) }
            }
            if from <= seconds, seconds < until { scopes.formUnion(grant.scopes.map { ExactString($0) }) }
        }
        return (scopes, start..<end)
    }
}
