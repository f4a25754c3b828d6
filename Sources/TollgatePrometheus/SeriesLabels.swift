/// The labels of a series, sorted by name, each name once.
struct SeriesLabels: Hashable, Comparable {
    private struct Label: Hashable, Comparable {
        let name: String
        let value: String

        static func < (left: Label, right: Label) -> Bool { (left.name, left.value) < (right.name, right.value) }
    }

    private let labels: [Label]

    init(_ dimensions: [(String, String)]) {
        var values: [String: String] = [:]
        for (name, value) in dimensions { values[PrometheusText.labelName(name)] = value }
        labels = values.map { Label(name: $0.key, value: $0.value) }.sorted()
    }

    private init(labels: [Label]) {
        self.labels = labels
    }

    /// The same labels and one more, which stands behind them.
    func adding(_ name: String, _ value: String) -> SeriesLabels {
        SeriesLabels(labels: labels + [Label(name: name, value: value)])
    }

    /// The labels as they follow a name, in braces; nothing where there are none.
    var text: String {
        guard !labels.isEmpty else { return "" }
        return "{" + labels.map { "\($0.name)=\"\(PrometheusText.labelValue($0.value))\"" }.joined(separator: ",") + "}"
    }

    static func < (left: SeriesLabels, right: SeriesLabels) -> Bool {
        left.labels.lexicographicallyPrecedes(right.labels)
    }
}
