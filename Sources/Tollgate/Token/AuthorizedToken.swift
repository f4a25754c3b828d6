internal import Synchronization

/// A verified token on one API: what its scopes amount to there, and the counters that its requests are charged to.
///
/// But for its notes it never changes; where a counter comes or goes, a new one takes its place. It is the token and not something beside
/// it, so that one reference is all that a request takes.
final class AuthorizedToken: VerifiedToken, @unchecked Sendable {
    let grant: ResolvedGrant
    let charges: Charges
    /// Counts how often a server has rendered something of it, and begins again after 255.
    let renderings = Atomic<UInt8>(0)
    /// The same token as it is authorized on other APIs.
    private let next: AuthorizedToken?

    init(
        _ token: VerifiedToken, on api: CompiledAPI?, grant: ResolvedGrant, charges: Charges,
        next: AuthorizedToken? = nil
    ) {
        self.grant = grant
        self.charges = charges
        self.next = next
        super.init(token, authorizedOn: api)
    }

    /// The authorization on an API, if it is among these.
    override func authorization(on api: CompiledAPI) -> AuthorizedToken? {
        if authorizedAPI === api { return self }
        return next?.authorization(on: api)
    }

    // The three below are methods so that nothing of the token is retained while they run.

    /// Whether the grant is still what the token's scopes amount to.
    func hasCurrentGrant(at instant: Instant) -> Bool { grant.holds(at: instant) }

    /// Checks that the grant opens a request and comes with a plan.
    func checkGrant<Trace: DecisionTrace>(_ request: GateRequest, _ trace: inout Trace) throws(Rejection) {
        try GrantResolver.check(grant, request, &trace)
    }

    /// Checks a request against the limits and, if it passes, charges it.
    func take(at instant: Instant) -> Charges.Outcome { charges.take(at: instant) }

    /// A token for more APIs than this forgets the first ones.
    private static let maximumCount = 4

    /// This authorization, followed by those that are known of the same token, without an older one on the same API.
    func followed(by known: VerifiedToken) -> AuthorizedToken {
        var kept: [AuthorizedToken] = []
        var other = known as? AuthorizedToken
        while let token = other, kept.count < Self.maximumCount - 1 {
            if token.authorizedAPI !== authorizedAPI { kept.append(token) }
            other = token.next
        }
        return kept.isEmpty ? self : with(next: kept.reversed().reduce(nil as AuthorizedToken?) { $1.with(next: $0) })
    }

    private func with(next: AuthorizedToken?) -> AuthorizedToken {
        AuthorizedToken(self, on: authorizedAPI, grant: grant, charges: charges, next: next)
    }
}
