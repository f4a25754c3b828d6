/// The rules for the end of a gateway.
package struct DrainSettings: Hashable, Sendable {
    /// The time after which the connections of requests in progress are closed, in seconds, 1 or more.
    ///
    /// Default: 20, which is less than the 30 after which Kubernetes kills.
    package var deadlineSeconds: Int64 = 20

    /// The time between being told to end and accepting no more connections, in seconds, 0 or more.
    ///
    /// `/readyz` is 503 meanwhile. Default: 0.
    package var delaySeconds: Int64 = 0

    /// The defaults.
    package init() {}
}
