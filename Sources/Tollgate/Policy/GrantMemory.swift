internal import TollgateConcurrency
internal import TollgateEncoding

/// The grants that sets of scopes have amounted to so far, for one catalogue.
///
/// Bounded: a set that comes to the place of another one takes it.
final class GrantMemory: Sendable {
    private struct Entry {
        let api: Int
        let scopes: ScopeNumbers
        let grant: ResolvedGrant
    }

    private static let size = 1_024

    private let entries = Lock<[Entry?]>([])

    /// The grant of these scopes on an API, resolved if it is not known.
    func grant(of scopes: ScopeNumbers, on api: Int, _ resolve: () -> Grant) -> ResolvedGrant {
        let place = scopes.hash(api: api) & (Self.size - 1)
        let known = entries.withLock { entries -> ResolvedGrant? in
            guard place < entries.count, let entry = entries[place], entry.api == api,
                entry.scopes.isEqual(to: scopes)
            else { return nil }
            return entry.grant
        }
        if let known { return known }
        let grant = ResolvedGrant(resolve())
        entries.withLock { entries in
            if entries.isEmpty { entries = Array(repeating: nil, count: Self.size) }
            entries[place] = Entry(api: api, scopes: scopes, grant: grant)
        }
        return grant
    }
}
