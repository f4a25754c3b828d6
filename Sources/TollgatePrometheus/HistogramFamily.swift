/// A histogram with all of its series, as it stands when it is told.
package struct HistogramFamily: Sendable {
    /// The counts with one set of labels.
    package struct Series: Sendable {
        let labels: SeriesLabels
        let counts: [UInt64]
        let sum: Double

        /// A series.
        ///
        /// - Parameters:
        ///   - labels: The labels.
        ///   - counts: For each bound the number of measurements up to it and beyond the one before; then those beyond
        ///     all.
        ///   - sum: The sum of all measurements.
        package init(labels: [(String, String)], counts: [UInt64], sum: Double) {
            self.labels = SeriesLabels(labels)
            self.counts = counts
            self.sum = sum
        }
    }

    let name: String
    let help: String
    let bounds: [Double]
    let series: [Series]

    /// A histogram with these upper bounds, in rising order.
    package init(name: String, help: String, bounds: [Double], series: [Series]) {
        self.name = PrometheusText.metricName(name)
        self.help = help
        self.bounds = bounds
        self.series = series.sorted { $0.labels < $1.labels }
    }

    /// The samples: the counts up to each bound, the sum and the count of all.
    func write(to text: inout PrometheusText) {
        text.begin(name, .histogram, help: help)
        for series in series {
            var total: UInt64 = 0
            for (place, count) in series.counts.enumerated() {
                total &+= count
                let bound = place < bounds.count ? bounds[place] : .infinity
                text.add(name + "_bucket", series.labels.adding("le", PrometheusText.number(bound)), "\(total)")
            }
            text.add(name + "_sum", series.labels, PrometheusText.number(series.sum))
            text.add(name + "_count", series.labels, "\(total)")
        }
    }
}
