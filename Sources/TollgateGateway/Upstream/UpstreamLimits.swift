/// The bounds of requests to an upstream as a loop counts them: times in nanoseconds, each a step longer than was asked
/// for.
struct UpstreamLimits: Hashable {
    /// For the upstream to accept a connection, and for a request to wait for one that is free.
    let connect: Int64
    let firstByte: Int64
    /// Between two parts of an answer that is no stream of events; `nil` for any.
    let idle: Int64?
    let whole: Int64?
    /// Without a byte in either direction on an upgraded connection; `nil` for any.
    let tunnelIdle: Int64?
    /// From the upgrade of a connection to its end; `nil` for any.
    let tunnelWhole: Int64?
    /// The most connections from this loop.
    let connections: Int

    /// The same bounds for a request that is wanted only for so long, in nanoseconds.
    func within(_ limit: Int64) -> UpstreamLimits {
        UpstreamLimits(
            connect: connect, firstByte: firstByte, idle: idle, whole: min(whole ?? limit, limit),
            tunnelIdle: tunnelIdle, tunnelWhole: tunnelWhole, connections: connections)
    }
}
