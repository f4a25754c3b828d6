/// A grant behind one reference: handing it on copies nothing.
final class ResolvedGrant: Sendable {
    let grant: Grant
    /// Whether a rate or a quota applies.
    let hasPlan: Bool

    init(_ grant: Grant) {
        self.grant = grant
        hasPlan = grant.rate != nil || grant.quota != nil
    }
}
