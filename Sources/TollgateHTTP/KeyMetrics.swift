internal import CoreMetrics
internal import Tollgate
internal import TollgateConcurrency

/// The metrics of a gate's keys and of its cache of verified tokens.
///
/// The gate counts for itself, without knowing of metrics; `record` passes on how it stands.
final class KeyMetrics: Sendable {
    private struct State {
        let waiters: Meter
        var refusedWaits: TotalCounter
        var cacheHits: TotalCounter
        var cacheMisses: TotalCounter
        var cacheEvictions: TotalCounter
        let cacheEntries: Meter
        let cacheBytes: Meter
        var issuers: [String: IssuerMetrics] = [:]
    }

    private let factory: any MetricsFactory
    private let state: Lock<State>

    init(factory: any MetricsFactory) {
        self.factory = factory
        func meter(_ metric: KeyMetric) -> Meter { Meter(label: metric.rawValue, factory: factory) }
        func counter(_ metric: KeyMetric) -> TotalCounter {
            TotalCounter(Counter(label: metric.rawValue, factory: factory))
        }
        state = Lock(
            State(
                waiters: meter(.waiters), refusedWaits: counter(.refusedWaits), cacheHits: counter(.cacheHits),
                cacheMisses: counter(.cacheMisses), cacheEvictions: counter(.cacheEvictions),
                cacheEntries: meter(.cacheEntries), cacheBytes: meter(.cacheBytes)))
    }

    /// Counts a fetch that is finished.
    ///
    /// - Parameters:
    ///   - issuer: The issuer's name in the catalogue.
    ///   - error: Why no keys came, if none did.
    func fetched(issuer: String, _ error: KeyFetchError?) {
        state.withLock { state in
            state.issuers[issuer, default: IssuerMetrics(issuer: issuer, factory: factory)]
                .fetched(result: error?.code ?? "success")
        }
    }

    /// Tells how a gate stands.
    ///
    /// - Parameters:
    ///   - gate: The gate.
    ///   - statuses: How its issuers' keys stand.
    func record(_ gate: Gate, _ statuses: [KeyStore.Status]) {
        let waits = gate.keys.waits
        let cache = gate.tokenCacheStatistics
        state.withLock { state in
            state.waiters.set(waits.current)
            state.refusedWaits.reach(waits.refused)
            state.cacheHits.reach(cache.hits)
            state.cacheMisses.reach(cache.misses)
            state.cacheEvictions.reach(cache.evictions)
            state.cacheEntries.set(cache.entries)
            state.cacheBytes.set(cache.bytes)
            for status in statuses {
                state.issuers[status.issuer, default: IssuerMetrics(issuer: status.issuer, factory: factory)]
                    .record(status)
            }
            let names = Set(statuses.map(\.issuer))
            for (name, metrics) in state.issuers where !names.contains(name) {
                metrics.destroy()
                state.issuers[name] = nil
            }
        }
    }
}
