import TollgateCatalogue
import TollgateConfiguration
import TollgateGateway

extension GatewayLimits {
    /// The room for header fields beside a token, in bytes.
    private static let headerBytesBesideToken = 64 * 1_024

    /// The limits that the configuration and the limit of open files give.
    init(_ settings: GatewaySettings, _ budget: ConnectionBudget) {
        self.init()
        headerBytes = max(headerBytes, settings.maximumTokenBytes + Self.headerBytesBesideToken)
        connections = budget.clients
        let upstream = settings.upstream
        upstreamConnect = .seconds(upstream.connectSeconds)
        upstreamFirstByte = .seconds(upstream.firstByteSeconds)
        upstreamIdle = Self.duration(upstream.idle)
        upstreamWhole = Self.duration(upstream.whole)
        tunnelIdle = Self.duration(upstream.tunnelIdle)
        tunnelWhole = Self.duration(upstream.tunnelWhole)
        upstreamKeepAlive = .seconds(upstream.keepAliveSeconds)
        connectionsPerUpstream = budget.perUpstream
        mostConnectionsPerUpstream = budget.mostPerUpstream
        dnsRefresh = .seconds(settings.dnsRefreshSeconds)
    }

    private static func duration(_ bound: TimeBound) -> Duration? {
        switch bound {
        case .seconds(let seconds): .seconds(seconds)
        case .unbounded: nil
        }
    }
}
