/// Scopes that a client may use, for good or for a time.
///
/// One subscription is one of these: the scopes of its product and of its plan, between its dates.
public struct ScopeWindow: Hashable, Sendable {
    /// The scopes.
    public var scopes: [String]
    /// The first second at which they may be used, since 1970.
    ///
    /// Default: `nil`, from the beginning.
    public var startsAt: Int64?
    /// The first second at which they may be used no longer, since 1970.
    ///
    /// Default: `nil`, never.
    public var endsAt: Int64?

    /// Scopes, and when they may be used.
    public init(_ scopes: [String], startsAt: Int64? = nil, endsAt: Int64? = nil) {
        self.scopes = scopes
        self.startsAt = startsAt
        self.endsAt = endsAt
    }
}
