package import CoreMetrics
package import Tollgate
internal import TollgateCatalogue
internal import TollgateConcurrency

/// Counts requests by API and outcome.
///
/// Both come from the catalogue and the gate, nothing from the request: a client cannot make more of them. The counters
/// of an API are made once, all of them, so that each tells 0 before the first event. They are found by the API's place
/// in its catalogue, and by its name only after the catalogue has changed.
package final class RequestCounters: Sendable {
    /// The owner of counters: an API may begin or cease to observe with a new catalogue.
    private struct Key: Hashable {
        let api: String
        let mode: API.Mode

        init(_ api: CompiledAPI) {
            self.api = api.name
            mode = api.source.mode
        }
    }

    private struct Known {
        /// Those of the APIs that were asked for last, each at its place in its catalogue.
        var places: [(api: CompiledAPI, counters: OutcomeCounters)?] = []
        /// All.
        var named: [Key: OutcomeCounters] = [:]

        mutating func put(_ counters: OutcomeCounters, of api: CompiledAPI) {
            named[Key(api)] = counters
            if places.count <= api.place {
                places += Array(repeating: nil, count: api.place + 1 - places.count)
            }
            places[api.place] = (api, counters)
        }
    }

    private let factory: any MetricsFactory
    private let unmatched: Counter
    private let pathRejected: Counter
    private let known = Lock(Known())

    /// Counters for the APIs of a catalogue; those of APIs that come with a later one are made when they are used.
    package init(_ catalogue: CompiledCatalogue, factory: any MetricsFactory) {
        self.factory = factory
        unmatched = OutcomeCounters.counter(api: "", code: "not_found", mode: .enforce, factory)
        pathRejected = OutcomeCounters.counter(
            api: "", code: Rejection.pathRejected.code, mode: .enforce, factory)
        for api in catalogue.apis { _ = counters(of: api) }
    }

    /// Counts a request that belongs to no API.
    package func countUnmatched() { unmatched.increment() }

    /// Counts a request whose path is ambiguous, so that no API can be told.
    package func countRejectedPath() { pathRejected.increment() }

    /// The counters of an API.
    package func counters(of api: CompiledAPI) -> OutcomeCounters {
        let counters = known.withLock { known -> OutcomeCounters? in
            guard api.place < known.places.count, let entry = known.places[api.place], entry.api === api else {
                return nil
            }
            return entry.counters
        }
        return counters ?? countersByName(of: api)
    }

    /// The counters of an API of another catalogue than the one before.
    private func countersByName(of api: CompiledAPI) -> OutcomeCounters {
        let earlier = known.withLock { $0.named[Key(api)] }
        // Not while the lock is held: a metrics factory may do anything.
        let new = earlier ?? OutcomeCounters(api: api.name, mode: api.source.mode, factory)
        return known.withLock { known in
            let counters = known.named[Key(api)] ?? new
            known.put(counters, of: api)
            return counters
        }
    }
}
