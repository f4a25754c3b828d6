public import Tollgate

/// Settings of a ``GateHandler`` or an ``HTTPTypesGateHandler``.
public struct GateHandlerConfiguration: Sendable {
    /// Values that see every decision.
    ///
    /// Default: none.
    public var observers: [any DecisionObserver] = []
    /// Whether the next handler gets the `Admission` of each request as a user event, just before the request's head.
    ///
    /// It has the API, the path, and the pass with the verified token, the grant and the limits. Default: no.
    public var firesAdmissions = false
    /// The most bytes of requests that are kept until it is their turn, for each connection.
    ///
    /// Reading stops with the first of them, so that only what a single read brings can get there; a connection that
    /// brings more is closed. Default: 1 MiB.
    public var maximumHeldBytes = 1_024 * 1_024
    /// The most bytes of a rejected request's content that are read and thrown away; then the connection is closed.
    ///
    /// Default: 256 KiB.
    public var maximumDiscardedBytes = 256 * 1_024
    /// The time that a client has to read the last answer before its connection is closed.
    ///
    /// Default: 1 second.
    public var farewell = Duration.seconds(1)
    /// Reads the clocks.
    ///
    /// Default: this machine's.
    public var now: @Sendable () -> Instant = Instant.now
    /// Measures how long a request waits for keys.
    ///
    /// Default: this machine's.
    public var clock: any Clock<Duration> = ContinuousClock()

    /// The defaults.
    public init() {}
}
