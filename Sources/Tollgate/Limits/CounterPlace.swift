/// Which limit a counter belongs to: the policy that set it, and the API if it is for that one alone.
struct CounterPlace: Hashable, Sendable {
    let policy: String
    /// The API that the limit is for; `nil` where it is for all of them.
    let api: Int?

    func counts(for api: Int) -> Bool { self.api == nil || self.api == api }
}
