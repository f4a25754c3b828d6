import CoreMetrics
import Tollgate
import TollgateConcurrency

/// Counts the tunnels of APIs that are open.
final class TunnelMeters: Sendable {
    private let factory: any MetricsFactory
    private let meters = Lock<[String: Meter]>([:])

    init(_ factory: any MetricsFactory) {
        self.factory = factory
    }

    /// A tunnel has begun.
    func opened(on api: CompiledAPI) { meter(of: api).increment() }

    /// A tunnel has ended.
    func closed(on api: CompiledAPI) { meter(of: api).decrement() }

    private func meter(of api: CompiledAPI) -> Meter {
        meters.withLock { meters in
            let meter = meters[api.name] ?? GatewayMetric.tunnels.meter(api: api.name, factory)
            meters[api.name] = meter
            return meter
        }
    }
}
