/// The limits of the clients of one listener, in time and in size.
///
/// They mean what they mean in ``GatewayLimits``.
public struct ListenerLimits: Hashable, Sendable {
    /// From the first byte of a request, or from the connection's beginning, to the end of its header; and for a header
    /// of PROXY protocol.
    public var header: Duration
    /// From the end of a request's header to the end of its body.
    public var body: Duration
    /// Between two parts of a request's body, as long as they are waited for.
    public var bodyIdle: Duration
    /// From an answer to the first byte of the next request.
    public var keepAlive: Duration
    /// The longest time in which a client takes nothing of an answer that is ready.
    public var write: Duration
    /// The longest time without a byte in either direction for a client that has closed its side.
    public var halfClosed: Duration
    /// The time that a client has to read the last answer before its connection is closed.
    public var farewell: Duration
    /// The longest header of a request in bytes.
    public var headerBytes: Int
    /// The longest content of a request in bytes; `nil` for any.
    public var bodyBytes: Int64?
    /// The most connections of this listener at once; those of the whole gateway are counted beside.
    public var connections: Int
    /// The most connections from one address at once; `nil` for half of all of them, or 16 if that is more.
    ///
    /// See ``GatewayLimits/connectionsPerAddress``.
    public var connectionsPerAddress: Int?

    /// The limits that a gateway has for clients.
    public init(_ limits: GatewayLimits = GatewayLimits()) {
        header = limits.header
        body = limits.body
        bodyIdle = limits.bodyIdle
        keepAlive = limits.keepAlive
        write = limits.write
        halfClosed = limits.halfClosed
        farewell = limits.farewell
        headerBytes = limits.headerBytes
        bodyBytes = limits.bodyBytes
        connections = limits.connections
        connectionsPerAddress = limits.connectionsPerAddress
    }
}
