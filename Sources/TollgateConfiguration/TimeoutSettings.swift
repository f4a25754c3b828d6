/// The times that a client may take with the steps of a request, in seconds; each is 1 or more.
///
/// Every one of them ends: no client can hold a connection for ever.
package struct TimeoutSettings: Hashable, Sendable {
    /// From the first byte of a request, or from the connection's beginning, to the end of its header.
    ///
    /// Default: 10.
    package var headerSeconds: Int64 = 10
    /// From the end of a request's header to the end of its body.
    ///
    /// Default: 300.
    package var bodySeconds: Int64 = 300
    /// Between two parts of a request's body, as long as they are waited for.
    ///
    /// Default: 30.
    package var bodyIdleSeconds: Int64 = 30
    /// From an answer to the first byte of the next request.
    ///
    /// Default: 75.
    package var keepAliveSeconds: Int64 = 75
    /// The time for which a client may take nothing of an answer that is ready.
    ///
    /// Default: 60.
    package var writeSeconds: Int64 = 60

    /// The defaults.
    package init() {}
}
