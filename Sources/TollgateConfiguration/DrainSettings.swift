/// How a gateway ends that has been told to.
public struct DrainSettings: Hashable, Sendable {
    /// How long requests in progress may take until their connections are closed, in seconds, 1 or more.
    ///
    /// Default: 20, which is less than the 30 after which Kubernetes kills.
    public var deadlineSeconds: Int64 = 20

    /// The defaults.
    public init() {}
}
