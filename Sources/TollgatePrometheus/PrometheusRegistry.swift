package import CoreMetrics
internal import TollgateConcurrency

/// Keeps metrics in memory and tells them in Prometheus' text format.
///
/// A backend for swift-metrics. Recorders and timers become summaries without quantiles: their sum and their count.
package final class PrometheusRegistry: MetricsFactory {
    /// The kind of a metric, as `# TYPE` has it.
    enum Kind: String {
        case counter, gauge, summary, histogram
    }

    /// All series of one name.
    struct Family {
        let kind: Kind
        var series: [SeriesLabels: any Series] = [:]
    }

    /// The media type of the text.
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    private let help: [String: String]
    private let families = Lock<[String: Family]>([:])

    /// An empty registry.
    ///
    /// - Parameter help: For the names of metrics what they mean, told with them.
    package init(help: [String: String] = [:]) {
        self.help = help
    }

    /// Writes all metrics, and histograms that are kept elsewhere, in the text format, version 0.0.4, sorted by name and
    /// labels.
    package func text(adding histograms: [HistogramFamily] = []) -> String {
        let families = families.withLock { $0 }.filter { !$0.value.series.isEmpty }
        let kept = Dictionary(
            histograms.filter { !$0.series.isEmpty && families[$0.name] == nil }.map { ($0.name, $0) }
        ) { first, _ in first }
        var text = PrometheusText()
        for name in (Array(families.keys) + Array(kept.keys)).sorted() {
            kept[name]?.write(to: &text)
            guard let family = families[name] else { continue }
            text.begin(name, family.kind, help: help[name])
            for (labels, series) in family.series.sorted(by: { $0.key < $1.key }) {
                for sample in series.samples { text.add(name + sample.suffix, labels, sample.value) }
            }
        }
        return text.text
    }

    // MARK: - MetricsFactory

    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        series(label, dimensions, .counter) { CounterSeries() }
    }

    package func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        series(label, dimensions, .counter) { FloatingPointCounterSeries() }
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        series(label, dimensions, .gauge) { GaugeSeries() }
    }

    package func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        aggregate
            ? series(label, dimensions, .summary) { SummarySeries() }
            : series(label, dimensions, .gauge) { GaugeSeries() }
    }

    /// Times are told in seconds.
    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        series(label, dimensions, .summary) { SummarySeries() }
    }

    package func destroyCounter(_ handler: any CounterHandler) { remove(handler) }
    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) { remove(handler) }
    package func destroyMeter(_ handler: any MeterHandler) { remove(handler) }
    package func destroyRecorder(_ handler: any RecorderHandler) { remove(handler) }
    package func destroyTimer(_ handler: any TimerHandler) { remove(handler) }

    /// The series of this name and these labels; one that cannot stand in the text beside others is told nowhere.
    private func series<New: Series>(
        _ label: String, _ dimensions: [(String, String)], _ kind: Kind, make: () -> New
    ) -> New {
        let name = PrometheusText.metricName(label)
        let labels = SeriesLabels(dimensions)
        return families.withLock { families in
            var family = families[name] ?? Family(kind: kind)
            if let known = family.series[labels] as? New, family.kind == kind { return known }
            let new = make()
            guard family.kind == kind, family.series[labels] == nil else { return new }
            family.series[labels] = new
            families[name] = family
            return new
        }
    }

    private func remove(_ handler: AnyObject) {
        families.withLock { families in
            for (name, family) in families {
                guard let found = family.series.first(where: { $0.value === handler }) else { continue }
                families[name]?.series[found.key] = nil
                return
            }
        }
    }
}
