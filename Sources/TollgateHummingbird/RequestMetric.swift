/// The metrics that `GateMiddleware` keeps, by their names.
package enum RequestMetric: String, CaseIterable, Sendable {
    case requests = "tollgate_requests_total"

    /// What it counts.
    package var help: String {
        switch self {
        case .requests: "Requests by API, its mode and the outcome: admit, public, or the code of the rejection."
        }
    }
}
