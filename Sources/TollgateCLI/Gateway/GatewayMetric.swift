import CoreMetrics
import TollgateGateway

/// The metrics that the gateway keeps beside those of its parts, by their names.
enum GatewayMetric: String, CaseIterable {
    case reloads = "tollgate_configuration_reloads_total"
    case decisions = "tollgate_decisions_total"
    case refusedConnections = "tollgate_refused_connections_total"
    case certificateReloads = "tollgate_certificate_reloads_total"
    case certificateDays = "tollgate_certificate_days_left"
    case handshakeFailures = "tollgate_tls_handshake_failures_total"
    case authorizations = "tollgate_authorizer_requests_total"
    case accessLog = "tollgate_access_log_lines_total"
    case durations = "tollgate_request_duration_seconds"
    case ejections = "tollgate_upstream_ejections_total"
    case tunnels = "tollgate_open_tunnels"

    /// The text about what it counts.
    var help: String {
        switch self {
        case .reloads: "Readings of the configuration file, by result: success, or failure where the old one stayed."
        case .decisions: "Decisions for the decisions file, by result: recorded or lost."
        case .refusedConnections:
            "Connections that were not served, by listener and reason: max_connections, max_connections_per_address, "
                + "proxy_protocol, peer where it may not ask an authorizer, or resources where the system had none."
        case .certificateReloads:
            "Readings of a listener's certificates, by result: success, or failure where the old ones stayed."
        case .certificateDays: "Whole days until a listener's certificate expires, by file; negative once it has."
        case .handshakeFailures: "Connections to listeners with TLS that have come to nothing, by reason."
        case .authorizations:
            "Answers to proxies that have asked whether a request may pass, by listener, proxy and outcome: admit, "
                + "reject, or malformed where a proxy has not asked as its kind does."
        case .accessLog: "Lines of the log of requests, by result: written or lost."
        case .durations: "Requests by API and fate, from the end of a request's head to the end of its answer."
        case .ejections: "Servers of APIs that got no requests for a while, since they had failed too often."
        case .tunnels: "Upgraded connections that are open, by API."
        }
    }

    /// A gauge for one file.
    func gauge(file: String, _ factory: any MetricsFactory) -> Gauge {
        Gauge(label: rawValue, dimensions: [("file", file)], factory: factory)
    }

    /// A counter for each reason for which a handshake may fail.
    static func handshakeCounters(_ factory: any MetricsFactory) -> [HandshakeFault: Counter] {
        Dictionary(
            uniqueKeysWithValues: HandshakeFault.allCases.map { fault in
                (
                    fault,
                    Counter(
                        label: handshakeFailures.rawValue, dimensions: [("reason", fault.rawValue)], factory: factory)
                )
            })
    }

    /// A counter for one result.
    func counter(result: String, _ factory: any MetricsFactory) -> Counter {
        Counter(label: rawValue, dimensions: [("result", result)], factory: factory)
    }

    /// A meter for one API.
    func meter(api: String, _ factory: any MetricsFactory) -> Meter {
        Meter(label: rawValue, dimensions: [("api", api)], factory: factory)
    }

    /// A counter for one server of an API.
    func counter(api: String, server: String, _ factory: any MetricsFactory) -> Counter {
        Counter(label: rawValue, dimensions: [("api", api), ("server", server)], factory: factory)
    }
}
