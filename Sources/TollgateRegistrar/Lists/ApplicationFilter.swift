/// Which applications are listed; what is `nil` lets all through.
public struct ApplicationFilter: Hashable, Sendable {
    /// Only those of this owner.
    public var owner: String?

    /// A filter with these parts.
    public init(owner: String? = nil) {
        self.owner = owner
    }
}
