import CoreMetrics

/// The metrics that the gateway keeps beside those of its parts, by their names.
enum GatewayMetric: String, CaseIterable {
    case reloads = "tollgate_configuration_reloads_total"
    case decisions = "tollgate_decisions_total"

    /// What it counts.
    var help: String {
        switch self {
        case .reloads: "Readings of the configuration file, by result: success, or failure where the old one stayed."
        case .decisions: "Decisions for the decisions file, by result: recorded or lost."
        }
    }

    /// A counter for one result.
    func counter(result: String, _ factory: any MetricsFactory) -> Counter {
        Counter(label: rawValue, dimensions: [("result", result)], factory: factory)
    }
}
