/// The metrics that ``GateMiddleware`` keeps, by their names.
package enum RequestMetric: String, CaseIterable, Sendable {
    case requests = "tollgate_requests_total"

    /// The meaning of the count, for people.
    package var help: String {
        switch self {
        case .requests: "Requests by API, its mode and the outcome: admit, public, or the code of the rejection."
        }
    }
}
