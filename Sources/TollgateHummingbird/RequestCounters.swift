internal import CoreMetrics
internal import Tollgate
internal import TollgateCatalogue
internal import TollgateConcurrency

/// Counts requests by API and outcome.
///
/// Both come from the catalogue and the gate, nothing from the request: a client cannot make more of them. The counters
/// of an API are made once, all of them, so that each tells 0 before the first event.
final class RequestCounters: Sendable {
    /// What the counters belong to: an API may begin or cease to observe with a new catalogue.
    private struct Key: Hashable {
        let api: String
        let mode: API.Mode
    }

    private let factory: any MetricsFactory
    private let unmatched: Counter
    private let pathRejected: Counter
    private let apis = Lock<[Key: OutcomeCounters]>([:])

    /// Counters for the APIs of a catalogue; those of APIs that come with a later one are made when they are used.
    init(_ catalogue: GateCatalogue, factory: any MetricsFactory) {
        self.factory = factory
        unmatched = OutcomeCounters.counter(api: "", code: "not_found", mode: .enforce, factory)
        pathRejected = OutcomeCounters.counter(
            api: "", code: Rejection.pathRejected.code, mode: .enforce, factory)
        for api in catalogue.apis { _ = counters(of: api) }
    }

    /// Counts a request that belongs to no API.
    func countUnmatched() { unmatched.increment() }

    /// Counts a request whose path is ambiguous, so that no API can be told.
    func countRejectedPath() { pathRejected.increment() }

    /// The counters of an API.
    func counters(of api: GateAPI) -> OutcomeCounters {
        let key = Key(api: api.name, mode: api.source.mode)
        if let known = apis.withLock({ $0[key] }) { return known }
        // Not while the lock is held: whoever makes metrics may do anything.
        let new = OutcomeCounters(api: key.api, mode: key.mode, factory)
        return apis.withLock { apis in
            if let known = apis[key] { return known }
            apis[key] = new
            return new
        }
    }
}
