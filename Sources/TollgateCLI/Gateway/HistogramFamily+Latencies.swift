import TollgateGateway
import TollgatePrometheus

extension HistogramFamily {
    /// The durations of requests, in seconds.
    init(_ series: [LatencySeries]) {
        self.init(
            name: GatewayMetric.durations.rawValue, help: GatewayMetric.durations.help,
            bounds: LatencyBook.bounds.map { Double($0) / 1_000_000_000 },
            series: series.map { series in
                Series(
                    labels: [("api", series.api), ("outcome", series.fate.rawValue)], counts: series.counts,
                    sum: Double(series.nanoseconds) / 1_000_000_000)
            })
    }
}
