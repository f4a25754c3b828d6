import CoreMetrics
import Testing

@testable import TollgatePrometheus

@Suite("Metrics are told in Prometheus' text format, version 0.0.4")
struct PrometheusTests {
    private let registry = PrometheusRegistry(help: ["requests_total": "Requests, \"all\" of them:\nback\\slash"])

    private func counter(_ label: String, _ dimensions: (String, String)...) -> Counter {
        Counter(label: label, dimensions: dimensions, factory: registry)
    }

    @Test("A metric has one HELP and one TYPE line before all of its series, sorted by name and labels")
    func writesFamilies() {
        counter("requests_total", ("code", "b"), ("api", "x")).increment(by: 2)
        counter("requests_total", ("api", "x"), ("code", "a")).increment()
        counter("a_total").increment(by: 3)
        #expect(
            registry.text() == """
                # TYPE a_total counter
                a_total 3
                # HELP requests_total Requests, "all" of them:\\nback\\\\slash
                # TYPE requests_total counter
                requests_total{api="x",code="a"} 1
                requests_total{api="x",code="b"} 2

                """)
    }

    @Test("In the value of a label backslash, quote and line feed are escaped, and nothing else")
    func escapesLabelValues() {
        counter("c", ("l", "a\\b\"c\nd\té{}=,")).increment()
        #expect(registry.text() == "# TYPE c counter\nc{l=\"a\\\\b\\\"c\\nd\té{}=,\"} 1\n")
    }

    @Test(
        "Names have letters, digits and underscores, and no digit first; only metrics may have colons",
        arguments: [
            ("a.b-c", "a_b_c", "a_b_c"), ("9x", "_9x", "_9x"), ("a:b", "a:b", "a_b"), ("é", "_", "_"), ("", "_", "_"),
            ("Az_09", "Az_09", "Az_09"),
        ])
    func cleansNames(name: String, metric: String, label: String) {
        #expect(PrometheusText.metricName(name) == metric)
        #expect(PrometheusText.labelName(name) == label)
    }

    @Test(
        "Numbers are written so that Go reads them",
        arguments: [
            (0, "0"), (-1, "-1"), (1e15, "1000000000000000"), (0.25, "0.25"), (1e-7, "1e-07"), (1e300, "1e+300"),
            (.infinity, "+Inf"), (-.infinity, "-Inf"), (.nan, "NaN"),
        ] as [(Double, String)])
    func writesNumbers(number: Double, text: String) {
        #expect(PrometheusText.number(number) == text)
    }

    @Test("A counter made twice is one, and only grows")
    func sharesCounters() {
        counter("c", ("a", "1")).increment()
        counter("c", ("a", "1")).increment(by: 2)
        counter("c", ("a", "1")).increment(by: -5)
        let sum = FloatingPointCounter(label: "f", factory: registry)
        for amount in [0.5, 0.25, -1, .infinity, .nan] { sum.increment(by: amount) }
        #expect(registry.text() == "# TYPE c counter\nc{a=\"1\"} 3\n# TYPE f counter\nf 0.75\n")
    }

    @Test("Meters and gauges tell the last value, recorders and timers a sum and a count")
    func knowsAllKinds() {
        let meter = Meter(label: "m", factory: registry)
        meter.set(5)
        meter.decrement(by: 1.5)
        Gauge(label: "g", factory: registry).record(7)
        let recorder = Recorder(label: "r", dimensions: [("l", "v")], aggregate: true, factory: registry)
        recorder.record(1)
        recorder.record(2.5)
        Timer(label: "t_seconds", factory: registry).recordNanoseconds(1_500_000_000)
        #expect(
            registry.text() == """
                # TYPE g gauge
                g 7
                # TYPE m gauge
                m 3.5
                # TYPE r summary
                r_sum{l="v"} 3.5
                r_count{l="v"} 2
                # TYPE t_seconds summary
                t_seconds_sum 1.5
                t_seconds_count 1

                """)
    }

    @Test("A name never stands for two kinds: the second is kept, but not told")
    func refusesTwoKinds() {
        counter("x").increment()
        Meter(label: "x", factory: registry).set(2)
        FloatingPointCounter(label: "x", factory: registry).increment(by: 4)
        #expect(registry.text() == "# TYPE x counter\nx 1\n")
    }

    @Test("What is destroyed is told no more, with its name if it was the last")
    func forgets() {
        let first = counter("x", ("l", "1"))
        let second = counter("x", ("l", "2"))
        first.destroy()
        #expect(registry.text() == "# TYPE x counter\nx{l=\"2\"} 0\n")
        second.destroy()
        #expect(registry.text() == "")
        counter("x", ("l", "1")).increment()
        #expect(registry.text() == "# TYPE x counter\nx{l=\"1\"} 1\n")
    }

    @Test("A label that is given twice stands once")
    func hasLabelsOnce() {
        counter("x", ("l", "1"), ("l", "2")).increment()
        #expect(registry.text() == "# TYPE x counter\nx{l=\"2\"} 1\n")
    }

    @Test("Increments of many threads all count")
    func countsOnManyThreads() async {
        await withDiscardingTaskGroup { group in
            for _ in 0..<8 {
                group.addTask { for _ in 0..<1_000 { counter("x").increment() } }
            }
        }
        #expect(registry.text() == "# TYPE x counter\nx 8000\n")
    }
}
