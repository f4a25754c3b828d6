/// A verified token on one API: what its scopes amount to there, and the counters that its requests are charged to.
///
/// It never changes; where a counter comes or goes, a new one takes its place.
final class TokenUse: Sendable {
    let token: VerifiedToken
    let api: GateAPI
    let grant: ResolvedGrant
    let charges: Charges
    /// The same token's uses on other APIs.
    let next: TokenUse?

    init(token: VerifiedToken, api: GateAPI, grant: ResolvedGrant, charges: Charges, next: TokenUse? = nil) {
        self.token = token
        self.api = api
        self.grant = grant
        self.charges = charges
        self.next = next
    }

    /// The use on an API, if it is among these.
    func onAPI(_ api: GateAPI) -> TokenUse? {
        var use = self
        while use.api !== api {
            guard let next = use.next else { return nil }
            use = next
        }
        return use
    }

    /// A token for more APIs than this forgets the first ones.
    private static let maximumCount = 4

    /// These uses, with another one before them and without an older one on the same API.
    static func adding(_ use: TokenUse, to others: TokenUse?) -> TokenUse {
        var kept: [TokenUse] = []
        var other = others
        while let known = other, kept.count < maximumCount - 1 {
            if known.api !== use.api { kept.append(known) }
            other = known.next
        }
        let rest = kept.reversed().reduce(nil as TokenUse?) { $1.followed(by: $0) }
        return use.followed(by: rest)
    }

    private func followed(by next: TokenUse?) -> TokenUse {
        TokenUse(token: token, api: api, grant: grant, charges: charges, next: next)
    }
}
