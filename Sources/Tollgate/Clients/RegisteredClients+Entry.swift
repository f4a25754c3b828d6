internal import Synchronization
internal import TollgateCatalogue
internal import TollgateEncoding

extension RegisteredClients {
    /// The scopes that one client was granted, until something about that changes.
    ///
    /// It never changes, but for the note that another one has taken its place.
    final class Entry: Sendable {
        let windows: [ScopeWindow]
        private let isReplaced = Atomic<Bool>(false)

        init(_ windows: [ScopeWindow]) {
            self.windows = windows
        }

        /// Whether this is still what the client was granted.
        var isCurrent: Bool { !isReplaced.load(ordering: .acquiring) }

        /// Notes that what the client was granted has changed.
        func retire() { isReplaced.store(true, ordering: .releasing) }

        /// The scopes that are granted at a moment, and from when till when just these are.
        ///
        /// - Parameter seconds: The moment, since 1970.
        /// - Returns: The scopes, and the seconds in which none is added and none falls away.
        func scopes(at seconds: Int64) -> (scopes: Set<ExactString>, while: Range<Int64>) {
            var (start, end) = (Int64.min, Int64.max)
            var scopes: Set<ExactString> = []
            for window in windows {
                let (from, until) = (window.startsAt ?? .min, window.endsAt ?? .max)
                for moment in [from, until] {
                    if moment <= seconds { start = max(start, moment) } else { end = min(end, moment) }
                }
                if from <= seconds, seconds < until { scopes.formUnion(window.scopes.map { ExactString($0) }) }
            }
            return (scopes, start..<end)
        }
    }
}
