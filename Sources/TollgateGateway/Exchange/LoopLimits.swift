internal import TollgateCatalogue

/// A gateway's limits of upstreams as a loop counts them: times in nanoseconds, each a step longer than was asked for.
///
/// Moments are read once a step, so that what is measured seems to begin up to one step too early.
struct LoopLimits {
    /// The longest time: as good as for ever, and without overflow.
    private static let longest = Duration.seconds(365 * 24 * 60 * 60)

    /// The bounds of requests to upstreams, for APIs that say nothing else.
    let upstream: UpstreamLimits
    let upstreamKeepAlive: Int64
    /// The longest header of an answer in bytes.
    let headerBytes: Int
    private let loops: Int
    private let mostConnectionsPerUpstream: Int

    /// The limits of one of several loops.
    init(_ limits: GatewayLimits, loops: Int) {
        self.loops = max(1, loops)
        mostConnectionsPerUpstream = limits.mostConnectionsPerUpstream ?? .max
        upstream = UpstreamLimits(
            connect: Self.nanoseconds(limits.upstreamConnect),
            firstByte: Self.nanoseconds(limits.upstreamFirstByte), idle: limits.upstreamIdle.map(Self.nanoseconds),
            whole: limits.upstreamWhole.map(Self.nanoseconds),
            tunnelIdle: limits.tunnelIdle.map(Self.nanoseconds), tunnelWhole: limits.tunnelWhole.map(Self.nanoseconds),
            connections: Self.part(
                of: min(limits.connectionsPerUpstream, limits.mostConnectionsPerUpstream ?? .max), loops: loops))
        upstreamKeepAlive = Self.nanoseconds(limits.upstreamKeepAlive)
        headerBytes = max(1_024, limits.headerBytes)
    }

    /// The bounds of the requests to an API: its own, and the gateway's where it says nothing.
    func upstream(_ bounds: RequestBounds) -> UpstreamLimits {
        UpstreamLimits(
            connect: Self.nanoseconds(bounds.connectSeconds) ?? upstream.connect,
            firstByte: Self.nanoseconds(bounds.firstByteSeconds) ?? upstream.firstByte,
            idle: Self.nanoseconds(bounds.idle, upstream.idle), whole: Self.nanoseconds(bounds.whole, upstream.whole),
            tunnelIdle: Self.nanoseconds(bounds.tunnelIdle, upstream.tunnelIdle),
            tunnelWhole: Self.nanoseconds(bounds.tunnelWhole, upstream.tunnelWhole),
            connections: bounds.maximumConnections.map {
                Self.part(of: min($0, mostConnectionsPerUpstream), loops: loops)
            } ?? upstream.connections)
    }

    /// One loop's part of connections: one at least.
    private static func part(of connections: Int, loops: Int) -> Int { max(1, connections / max(1, loops)) }

    private static func nanoseconds(_ seconds: Int64?) -> Int64? { seconds.map { nanoseconds(.seconds($0)) } }

    private static func nanoseconds(_ bound: TimeBound?, _ other: Int64?) -> Int64? {
        switch bound {
        case nil: other
        case .seconds(let seconds)?: nanoseconds(.seconds(seconds))
        case .unbounded?: nil
        }
    }

    /// A time in nanoseconds, and a step.
    static func nanoseconds(_ duration: Duration) -> Int64 {
        let (seconds, attoseconds) = (min(max(.zero, duration), longest) + GatewayLimits.step).components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}
