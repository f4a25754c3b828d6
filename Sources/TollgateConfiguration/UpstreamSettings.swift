package import TollgateCatalogue

/// The bounds of requests to upstreams, for APIs that say nothing else.
package struct UpstreamSettings: Hashable, Sendable {
    /// The longest time for an upstream to accept a connection, and for a request to wait for one that is free, in
    /// seconds, 1 or more.
    ///
    /// Default: 5.
    package var connectSeconds: Int64 = 5
    /// From the last byte of a request to the first one of the answer, in seconds, 1 or more.
    ///
    /// Default: 60.
    package var firstByteSeconds: Int64 = 60
    /// Between two parts of an answer, but for streams of events, or of a request that the upstream takes.
    ///
    /// Default: 60 seconds.
    package var idle = TimeBound.seconds(60)
    /// From the beginning of a request to the end of its answer.
    ///
    /// Default: unbounded.
    package var whole = TimeBound.unbounded
    /// The longest time without a byte in either direction on an upgraded connection.
    ///
    /// Default: 10 minutes.
    package var tunnelIdle = TimeBound.seconds(600)
    /// From the upgrade of a connection to its end.
    ///
    /// Default: 24 hours.
    package var tunnelWhole = TimeBound.seconds(86_400)
    /// The time that a connection is kept for the next request, in seconds, 1 or more.
    ///
    /// Default: 60.
    package var keepAliveSeconds: Int64 = 60
    /// The most connections to one upstream, from 1 to 1 000 000.
    ///
    /// Default: `nil`, 1 024 or what the limit of open files allows, if that is less.
    package var maximumConnections: Int?

    /// The defaults.
    package init() {}
}
