import CoreMetrics
import Testing

@testable import TollgatePrometheus

@Suite("Histograms are told as Prometheus reads them")
struct HistogramTests {
    @Test("Counts add up to each bound, and stand among the other metrics by name")
    func writesHistogram() {
        let registry = PrometheusRegistry()
        Counter(label: "a_total", dimensions: [], factory: registry).increment()
        Counter(label: "z_total", dimensions: [], factory: registry).increment()
        let histogram = HistogramFamily(
            name: "d_seconds", help: "Durations.", bounds: [0.005, 1],
            series: [
                .init(labels: [("api", "b")], counts: [0, 0, 1], sum: 2),
                .init(labels: [("api", "a")], counts: [1, 2, 3], sum: 7.5),
            ])
        #expect(
            registry.text(adding: [histogram, HistogramFamily(name: "none", help: "", bounds: [], series: [])]) == """
                # TYPE a_total counter
                a_total 1
                # HELP d_seconds Durations.
                # TYPE d_seconds histogram
                d_seconds_bucket{api="a",le="0.005"} 1
                d_seconds_bucket{api="a",le="1"} 3
                d_seconds_bucket{api="a",le="+Inf"} 6
                d_seconds_sum{api="a"} 7.5
                d_seconds_count{api="a"} 6
                d_seconds_bucket{api="b",le="0.005"} 0
                d_seconds_bucket{api="b",le="1"} 0
                d_seconds_bucket{api="b",le="+Inf"} 1
                d_seconds_sum{api="b"} 2
                d_seconds_count{api="b"} 1
                # TYPE z_total counter
                z_total 1

                """)
    }
}
