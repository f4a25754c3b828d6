/// The limit that a counter belongs to: the policy that set it, and the API if it is for that one alone.
struct CounterPlace: Hashable, Sendable {
    let policy: String
    /// The name of the API that the limit is for; `nil` where it is for all of them.
    let api: String?

    func counts(for api: String) -> Bool { self.api == nil || self.api == api }
}
