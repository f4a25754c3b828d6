import CoreMetrics
import Tollgate
import TollgateConcurrency

/// Counts how often servers of APIs are ejected.
final class EjectionCounters: Sendable {
    private struct Key: Hashable {
        let api: String
        let server: String
    }

    private let factory: any MetricsFactory
    private let counters = Lock<[Key: Counter]>([:])

    init(_ factory: any MetricsFactory) {
        self.factory = factory
    }

    /// Counts an ejection.
    func count(_ server: String, of api: CompiledAPI) {
        let key = Key(api: api.name, server: server)
        let counter = counters.withLock { counters in
            let counter = counters[key] ?? GatewayMetric.ejections.counter(api: api.name, server: server, factory)
            counters[key] = counter
            return counter
        }
        counter.increment()
    }
}
