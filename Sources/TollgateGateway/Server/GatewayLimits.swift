/// The limits of clients and upstreams of a gateway, in time and in size.
///
/// Every time of a client ends: nobody can hold a connection for ever. Times are measured in steps of `GatewayLimits.step`, and are
/// never cut short.
public struct GatewayLimits: Hashable, Sendable {
    /// The time between two looks of a loop for what has taken too long.
    ///
    /// 100 milliseconds.
    public static let step = Duration.milliseconds(100)

    // MARK: - Times of clients

    /// From the first byte of a request, or from the connection's beginning, to the end of its header.
    ///
    /// Default: 10 seconds.
    public var header = Duration.seconds(10)
    /// From the end of a request's header to the end of its body.
    ///
    /// Default: 300 seconds.
    public var body = Duration.seconds(300)
    /// Between two parts of a request's body, as long as they are waited for.
    ///
    /// Default: 30 seconds.
    public var bodyIdle = Duration.seconds(30)
    /// From an answer to the first byte of the next request.
    ///
    /// Default: 75 seconds.
    public var keepAlive = Duration.seconds(75)
    /// The longest time in which a client takes nothing of an answer that is ready.
    ///
    /// Default: 60 seconds.
    public var write = Duration.seconds(60)
    /// The longest time without a byte in either direction for a client that has closed its side.
    ///
    /// Some send a request and close their side at once, as `nc -N` does, and still wait for the answer; of all others
    /// it means that they have gone. Default: 200 milliseconds.
    public var halfClosed = Duration.milliseconds(200)
    /// The time that a client has to read the last answer before its connection is closed.
    ///
    /// Default: 1 second.
    public var farewell = Duration.seconds(1)

    // MARK: - Times of upstreams, for APIs whose `bounds` say nothing else

    /// The longest time for an upstream to accept a connection, and for a request to wait for one that is free.
    ///
    /// Default: 5 seconds.
    public var upstreamConnect = Duration.seconds(5)
    /// From the last byte of a request to the first one of the answer.
    ///
    /// Default: 60 seconds.
    public var upstreamFirstByte = Duration.seconds(60)
    /// Between two parts of an answer, or of a request that the upstream takes; `nil` for any.
    ///
    /// It never ends a stream of events (`text/event-stream`). Default: 60 seconds.
    public var upstreamIdle: Duration? = .seconds(60)
    /// From the beginning of a request to the end of its answer; `nil` for any.
    ///
    /// Default: `nil`.
    public var upstreamWhole: Duration?
    /// The longest time without a byte in either direction on an upgraded connection; `nil` for any.
    ///
    /// Default: 10 minutes.
    public var tunnelIdle: Duration? = .seconds(600)
    /// From the upgrade of a connection to its end; `nil` for any.
    ///
    /// It bounds how long a client that keeps sending can hold a connection. Default: 24 hours.
    public var tunnelWhole: Duration? = .seconds(86_400)
    /// The time that a connection to an upstream is kept for the next request.
    ///
    /// Default: 60 seconds.
    public var upstreamKeepAlive = Duration.seconds(60)
    /// The time between two look-ups of an upstream's name.
    ///
    /// The system's resolver tells nobody for how long its answers hold. Default: 30 seconds.
    public var dnsRefresh = Duration.seconds(30)

    // MARK: - Sizes

    /// The longest header of a request or of an answer, in bytes.
    ///
    /// Default: 80 KiB.
    public var headerBytes = 80 * 1_024
    /// The longest content of a request in bytes, for APIs whose `bounds` say nothing else; `nil` for any.
    ///
    /// Default: `nil`.
    public var bodyBytes: Int64?
    /// The most connections of clients at once, on all loops; further ones are answered 503.
    ///
    /// Default: 10 000.
    public var connections = 10_000
    /// The most connections of clients from one address at once; further ones are answered 503.
    ///
    /// Trusted proxies are not counted, and clients of a unix socket have no address. Of an IPv6 address the first 64
    /// bits count, since whoever has one has all that begin with them. Default: `nil`, half of all connections of a
    /// listener, or 16 if that is more: so that no address can keep others out, and a balancer that passes connections
    /// on under its own address has room.
    public var connectionsPerAddress: Int?
    /// The most connections to one upstream, on all loops, for APIs whose `bounds` say nothing else; each loop has its
    /// part, one at least.
    ///
    /// Default: 256.
    public var connectionsPerUpstream = 256
    /// The most connections to one upstream that any API has, whatever its `bounds` say: for what the limit of open
    /// files allows; `nil` for any.
    ///
    /// Default: `nil`.
    public var mostConnectionsPerUpstream: Int?

    /// The defaults.
    public init() {}
}
