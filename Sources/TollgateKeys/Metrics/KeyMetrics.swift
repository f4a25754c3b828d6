internal import CoreMetrics
internal import Tollgate

/// The metrics of a gate's keys and of its cache of verified tokens.
///
/// The gate counts for itself, without knowing of metrics; `record` passes on how it stands.
struct KeyMetrics {
    private let factory: any MetricsFactory
    private let waiters: Meter
    private var refusedWaits: TotalCounter
    private var cacheHits: TotalCounter
    private var cacheMisses: TotalCounter
    private var cacheEvictions: TotalCounter
    private let cacheEntries: Meter
    private let cacheBytes: Meter
    private var issuers: [String: IssuerMetrics] = [:]

    init(factory: any MetricsFactory) {
        func meter(_ metric: KeyMetric) -> Meter { Meter(label: metric.rawValue, factory: factory) }
        func counter(_ metric: KeyMetric) -> TotalCounter {
            TotalCounter(Counter(label: metric.rawValue, factory: factory))
        }
        self.factory = factory
        waiters = meter(.waiters)
        refusedWaits = counter(.refusedWaits)
        cacheHits = counter(.cacheHits)
        cacheMisses = counter(.cacheMisses)
        cacheEvictions = counter(.cacheEvictions)
        cacheEntries = meter(.cacheEntries)
        cacheBytes = meter(.cacheBytes)
    }

    /// Counts a fetch that is finished.
    ///
    /// - Parameters:
    ///   - issuer: The issuer's name in the catalogue.
    ///   - error: The reason why no keys came, if none did.
    mutating func fetched(issuer: String, _ error: KeyFetchError?) {
        change(issuer) { $0.fetched(result: error?.code ?? "success") }
    }

    /// Records the state of a gate.
    ///
    /// - Parameters:
    ///   - gate: The gate.
    ///   - statuses: The states of its issuers' keys.
    mutating func record(_ gate: Gate, _ statuses: [KeyStore.Status]) {
        let waits = gate.keys.waits
        waiters.set(waits.current)
        refusedWaits.reach(waits.refused)
        let cache = gate.tokenCacheStatistics
        cacheHits.reach(cache.hits)
        cacheMisses.reach(cache.misses)
        cacheEvictions.reach(cache.evictions)
        cacheEntries.set(cache.entries)
        cacheBytes.set(cache.bytes)
        for status in statuses {
            change(status.issuer) { $0.record(status) }
        }
        let names = Set(statuses.map(\.issuer))
        for (name, metrics) in issuers where !names.contains(name) {
            metrics.destroy()
            issuers[name] = nil
        }
    }

    /// Changes the metrics of an issuer, which are made where there are none.
    private mutating func change(_ issuer: String, _ body: (inout IssuerMetrics) -> Void) {
        var metrics = issuers[issuer] ?? IssuerMetrics(issuer: issuer, factory: factory)
        body(&metrics)
        issuers[issuer] = metrics
    }
}
