/// Access to one API, whole or in part.
public struct AccessRight: Hashable, Sendable {
    /// The API's name.
    public var api: String
    /// The paths and methods that are open; `nil` opens the whole API, an empty list nothing.
    public var paths: [PathRule]?

    /// Access to `api`, restricted to `paths` where they are given.
    public init(api: String, paths: [PathRule]? = nil) {
        self.api = api
        self.paths = paths
    }
}
