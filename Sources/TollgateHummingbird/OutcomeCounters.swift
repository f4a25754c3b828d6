internal import CoreMetrics
internal import Tollgate
internal import TollgateCatalogue

/// What has become of the requests to one API.
final class OutcomeCounters: Sendable {
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
    func countPublic() { open.increment() }

    /// Counts a request that was decided about.
    func count(_ decision: Decision) {
        switch decision {
        case .admit: admitted.increment()
        case .reject(let rejection, _): rejected[rejection]?.increment()
        case .awaitingKeys: rejected[.keysUnavailable]?.increment()
        }
    }

    static func counter(api: String, code: String, mode: API.Mode, _ factory: any MetricsFactory) -> Counter {
        Counter(
            label: RequestMetric.requests.rawValue,
            dimensions: [("api", api), ("code", code), ("mode", mode.rawValue)], factory: factory)
    }
}
