import CoreMetrics
import TollgateGateway

/// Counts the answers to proxies that ask whether requests may pass, by listener and outcome.
struct AuthorizerCounters: Sendable {
    private let counters: [GatewayListener.Address: [AuthorizerOutcome: Counter]]

    /// Counts from 0.
    ///
    /// - Parameters:
    ///   - authorizers: The addresses of the listeners, and the kinds of their proxies.
    ///   - factory: Makes the counters.
    init(_ authorizers: [GatewayListener.Address: ProxyKind], factory: any MetricsFactory) {
        var counters: [GatewayListener.Address: [AuthorizerOutcome: Counter]] = [:]
        for (listener, proxy) in authorizers {
            for outcome in AuthorizerOutcome.allCases {
                let dimensions = [
                    ("listener", "\(listener)"), ("proxy", proxy.rawValue), ("outcome", outcome.rawValue),
                ]
                counters[listener, default: [:]][outcome] = Counter(
                    label: GatewayMetric.authorizations.rawValue, dimensions: dimensions, factory: factory)
            }
        }
        self.counters = counters
    }

    /// A proxy was answered.
    func count(_ outcome: AuthorizerOutcome, on listener: GatewayListener.Address) {
        counters[listener]?[outcome]?.increment()
    }
}
