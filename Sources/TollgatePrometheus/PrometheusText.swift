/// Writes the text format, version 0.0.4: line by line, each ended by a line feed.
struct PrometheusText {
    private(set) var text = ""

    /// Begins the samples of a metric.
    ///
    /// - Parameters:
    ///   - name: Its name.
    ///   - kind: Its kind.
    ///   - help: Its meaning, if that is known.
    mutating func begin(_ name: String, _ kind: PrometheusRegistry.Kind, help: String?) {
        if let help { text += "# HELP \(name) \(Self.escaped(help, quote: false))\n" }
        text += "# TYPE \(name) \(kind.rawValue)\n"
    }

    /// Adds one sample.
    mutating func add(_ name: String, _ labels: SeriesLabels, _ value: String) {
        text += "\(name)\(labels.text) \(value)\n"
    }

    /// The name of a metric: letters, digits, `_` and `:`, no digit first; anything else becomes `_`.
    static func metricName(_ name: String) -> String { cleaned(name, allowsColon: true) }

    /// The name of a label: as that of a metric, but without colons.
    static func labelName(_ name: String) -> String { cleaned(name, allowsColon: false) }

    /// The value of a label, as it stands between quotes.
    static func labelValue(_ value: String) -> String { escaped(value, quote: true) }

    /// A number as Go's `ParseFloat` reads it.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        return Int64(exactly: value).map(String.init) ?? "\(value)"
    }

    private static func cleaned(_ name: String, allowsColon: Bool) -> String {
        var result = ""
        for scalar in name.unicodeScalars {
            switch scalar {
            case "a"..."z", "A"..."Z", "_": result.unicodeScalars.append(scalar)
            case "0"..."9": result += result.isEmpty ? "_\(scalar)" : "\(scalar)"
            case ":" where allowsColon: result += ":"
            default: result += "_"
            }
        }
        return result.isEmpty ? "_" : result
    }

    private static func escaped(_ text: String, quote: Bool) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\"" where quote: result += "\\\""
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
