/// The right of a client to use a product on a plan, for a time.
public struct Subscription: Codable, Hashable, Sendable, Identifiable {
    /// The registrar's identifier; that of the access request, where there was one.
    public let id: String
    /// The product's name in the catalogue.
    public var product: String
    /// The plan's name in the catalogue.
    public var plan: String
    /// The time at which it begins, in Unix seconds; `nil` for at once.
    public var startsAt: Int64?
    /// The time at which it ends, in Unix seconds; `nil` for never.
    public var endsAt: Int64?

    /// A subscription with these parts.
    public init(id: String, product: String, plan: String, startsAt: Int64? = nil, endsAt: Int64? = nil) {
        self.id = id
        self.product = product
        self.plan = plan
        self.startsAt = startsAt
        self.endsAt = endsAt
    }

    /// Says whether it holds at `now`: from its start, up to but not including its end.
    package func isInForce(at now: Int64) -> Bool {
        hasBegun(at: now) && !hasEnded(at: now)
    }

    /// Says whether its start is not ahead of `now`.
    package func hasBegun(at now: Int64) -> Bool {
        startsAt.map { $0 <= now } ?? true
    }

    /// Says whether its end is not ahead of `now`.
    package func hasEnded(at now: Int64) -> Bool {
        endsAt.map { $0 <= now } ?? false
    }
}
