/// The texts of fields that depend on a grant alone: written once, for all requests that it lets in.
final class GrantTexts: Sendable {
    /// The parts of limit fields that are the same in each answer; `nil` where nothing is limited.
    let limits: LimitTexts?
    /// The names of the policies, as the server behind the gate is told them.
    let policies: String
    /// Their tags in the same form; `nil` where there are none.
    let tags: String?

    /// The texts of a grant.
    init(_ grant: Grant) {
        limits = LimitTexts(rate: grant.rateRule, quota: grant.quotaRule)
        policies = IdentityField.list(grant.policies)
        tags = grant.tags.isEmpty ? nil : IdentityField.list(grant.tags)
    }
}
