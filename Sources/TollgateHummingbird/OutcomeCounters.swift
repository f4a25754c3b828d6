internal import CoreMetrics
package import Tollgate
internal import TollgateCatalogue

/// The counts of the requests to one API, by their outcomes.
package final class OutcomeCounters: Sendable {
    private let admitted: Counter
    private let open: Counter
    private let rejected: [Rejection: Counter]

    init(api: String, mode: API.Mode, _ factory: any MetricsFactory) {
        func counter(_ code: String) -> Counter { Self.counter(api: api, code: code, mode: mode, factory) }
        admitted = counter("admit")
        open = counter("public")
        rejected = Dictionary(uniqueKeysWithValues: Rejection.allCases.map { ($0, counter($0.code)) })
    }

    /// Counts a request that needs no token.
    package func countPublic() { open.increment() }

    /// Counts a request that its token admits.
    package func countAdmitted() { admitted.increment() }

    /// Counts a request that is rejected.
    package func count(_ rejection: Rejection) { rejected[rejection]?.increment() }

    /// Counts a request that was decided about.
    func count(_ decision: Decision) {
        switch decision {
        case .admit: countAdmitted()
        case .reject(let rejection, _): count(rejection)
        case .waiting: count(.keysUnavailable)
        }
    }

    static func counter(api: String, code: String, mode: API.Mode, _ factory: any MetricsFactory) -> Counter {
        Counter(
            label: RequestMetric.requests.rawValue,
            dimensions: [("api", api), ("code", code), ("mode", mode.rawValue)], factory: factory)
    }
}
