/// The bounds of the requests to one API, in time and in size, where they differ from the gateway's.
///
/// The gate does not look at them; a gateway that passes requests on does.
public struct RequestBounds: Hashable, Sendable {
    /// The longest time for the upstream to accept a connection, and for a request to wait for one that is free, in
    /// seconds, 1 or more.
    ///
    /// Default: `nil`, the gateway's.
    public var connectSeconds: Int64?
    /// From the last byte of a request to the first one of the answer, in seconds, 1 or more.
    ///
    /// Default: `nil`, the gateway's.
    public var firstByteSeconds: Int64?
    /// Between two parts of an answer, or of a request that the upstream takes.
    ///
    /// It never ends a stream of events (`text/event-stream`), which says nothing as long as nothing happens. Default:
    /// `nil`, the gateway's.
    public var idle: TimeBound?
    /// From the beginning of a request at the upstream to the end of its answer, streams of events included.
    ///
    /// Default: `nil`, the gateway's.
    public var whole: TimeBound?
    /// The longest time without a byte in either direction on an upgraded connection.
    ///
    /// Default: `nil`, the gateway's.
    public var tunnelIdle: TimeBound?
    /// From the upgrade of a connection to its end.
    ///
    /// Default: `nil`, the gateway's.
    public var tunnelWhole: TimeBound?
    /// The longest content of a request in bytes, from 1 to 2⁴⁰.
    ///
    /// Default: `nil`, the gateway's.
    public var maximumBodyBytes: Int64?
    /// The most connections to the upstream, from 1 to 1 000 000; a caller has at most half of them in use.
    ///
    /// Default: `nil`, the gateway's.
    public var maximumConnections: Int?

    /// The values that `maximumBodyBytes` may have.
    package static let bodyBytesRange: ClosedRange<Int64> = 1...1 << 40
    /// The values that `maximumConnections` may have.
    package static let connectionsRange = 1...1_000_000

    /// Those of the gateway.
    public init() {}
}
