internal import TollgateConcurrency

/// A grant behind one reference: handing it on copies nothing.
final class ResolvedGrant: Sendable {
    let grant: Grant
    /// Whether the API is open, and which of its paths are.
    ///
    /// No optional: taking a list out of one retains it, and threads would wait for each other at its count.
    let opensAPI: Bool
    let access: PathAccess
    /// Whether a rate or a quota applies.
    let hasPlan: Bool
    /// The client on whose registration it depends, if the API asks for one, and the seconds in which it is so.
    private let client: RegisteredClients.Entry?
    private let validity: Range<Int64>
    private let knownTexts = LazyReference<GrantTexts>()

    init(
        _ grant: Grant, dependingOn client: RegisteredClients.Entry? = nil,
        while validity: Range<Int64> = Int64.min..<Int64.max
    ) {
        self.grant = grant
        self.client = client
        self.validity = validity
        opensAPI = grant.access != nil
        access = grant.access ?? PathAccess()
        hasPlan = grant.rate != nil || grant.quota != nil
    }

    /// The texts that depend on the grant alone; made when they are first asked for.
    var texts: GrantTexts { knownTexts.load() ?? knownTexts.storeIfNil(GrantTexts(grant)) }

    /// Whether it is still what the scopes amount to.
    func holds(at instant: Instant) -> Bool {
        guard let client else { return true }
        return client.isCurrent && validity.contains(instant.unixSeconds)
    }
}
