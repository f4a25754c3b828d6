/// Which access requests are listed; what is `nil` lets all through.
public struct AccessRequestFilter: Hashable, Sendable {
    /// Only those for applications of this owner.
    public var owner: String?
    /// Only those for this application.
    public var application: String?
    /// Only those in the state of this name, as `AccessRequestState.name` gives it.
    public var state: String?

    /// A filter with these parts.
    public init(owner: String? = nil, application: String? = nil, state: String? = nil) {
        self.owner = owner
        self.application = application
        self.state = state
    }
}
