/// Which clients are listed; what is `nil` lets all through.
public struct ClientFilter: Hashable, Sendable {
    /// Only those of applications of this owner, which excludes clients that belong to no application.
    public var owner: String?
    /// Only those of this application.
    public var application: String?
    /// Only those at the provider of this name.
    public var provider: String?
    /// Only those in the state of this name, as `ClientState.name` gives it; `nil` for all but those that were deleted.
    public var state: String?

    /// A filter with these parts.
    public init(owner: String? = nil, application: String? = nil, provider: String? = nil, state: String? = nil) {
        self.owner = owner
        self.application = application
        self.provider = provider
        self.state = state
    }
}
