/// A verified token on one API: what its scopes amount to there, and the counters that its requests are charged to.
///
/// It never changes; where a counter comes or goes, a new one takes its place. It is the token and not something beside
/// it, so that one reference is all that a request takes.
final class TokenUse: VerifiedToken, @unchecked Sendable {
    let grant: ResolvedGrant
    let charges: Charges
    /// The same token's uses on other APIs.
    private let next: TokenUse?

    init(of token: VerifiedToken, api: GateAPI?, grant: ResolvedGrant, charges: Charges, next: TokenUse? = nil) {
        self.grant = grant
        self.charges = charges
        self.next = next
        super.init(token, usedOn: api)
    }

    /// The use on an API, if it is among these.
    override func use(on api: GateAPI) -> TokenUse? {
        if usedOn === api { return self }
        return next?.use(on: api)
    }

    // The three below are methods so that nothing of the use is retained while they run.

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

    /// This use, followed by those that are known of the same token, without an older one on the same API.
    func followed(by known: VerifiedToken) -> TokenUse {
        var kept: [TokenUse] = []
        var other = known as? TokenUse
        while let use = other, kept.count < Self.maximumCount - 1 {
            if use.usedOn !== usedOn { kept.append(use) }
            other = use.next
        }
        return kept.isEmpty ? self : with(next: kept.reversed().reduce(nil as TokenUse?) { $1.with(next: $0) })
    }

    private func with(next: TokenUse?) -> TokenUse {
        TokenUse(of: self, api: usedOn, grant: grant, charges: charges, next: next)
    }
}
