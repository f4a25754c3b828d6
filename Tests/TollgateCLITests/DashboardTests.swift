import Foundation
import Testing
import TollgateHummingbird
import TollgateKeys

@testable import TollgateCLI

@Suite("The dashboard asks for metrics that there are")
struct DashboardTests {
    private static let suffixes = ["_bucket", "_sum", "_count"]

    private static func file(_ path: String) throws -> Data {
        try Data(
            contentsOf: URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../\(path)")
                .standardizedFileURL)
    }

    /// All texts under a key, wherever it stands.
    private static func texts(_ key: String, in value: Any) -> [String] {
        switch value {
        case let object as [String: Any]:
            object.flatMap { $0.key == key ? [$0.value as? String].compactMap { $0 } : texts(key, in: $0.value) }
        case let list as [Any]: list.flatMap { texts(key, in: $0) }
        default: []
        }
    }

    @Test("Each name in its queries is that of a metric, with labels that the metric has")
    func asksForMetrics() throws {
        let dashboard = try JSONSerialization.jsonObject(with: Self.file("Packaging/grafana/tollgate.json"))
        let queries = Self.texts("expr", in: dashboard) + Self.texts("definition", in: dashboard)
        #expect(queries.count > 10)
        let article = String(
            decoding: try Self.file("Sources/Tollgate/Documentation.docc/MetricsAndLogs.md"), as: UTF8.self)
        let known = Set(
            KeyMetric.allCases.map(\.rawValue) + RequestMetric.allCases.map(\.rawValue)
                + GatewayMetric.allCases.map(\.rawValue))
        for query in queries {
            let names = query.matches(of: /tollgate_[a-z_]+/).map { String($0.output) }
            #expect(!names.isEmpty, "\(query)")
            for name in names {
                let suffix = Self.suffixes.first { name.hasSuffix($0) && !known.contains(name) } ?? ""
                let metric = String(name.dropLast(suffix.count))
                #expect(known.contains(metric), "\(name)")
                #expect(suffix.isEmpty || metric == GatewayMetric.durations.rawValue, "\(name)")
                let row = try #require(article.split(separator: "\n").first { $0.hasPrefix("| `\(metric)` |") })
                let cell = row.split(separator: "|", maxSplits: 2)[1]
                let labels = Set(cell.matches(of: /`([a-z_]+)`/).map { String($0.output.1) } + ["le"])
                for match in query.matches(of: /([a-z_]+)(?:=~|!~|!=|=)"/) {
                    #expect(labels.contains(String(match.output.1)), "\(query)")
                }
                for match in query.matches(of: /by \(([a-z_, ]+)\)/) {
                    let grouped = match.output.1.split(separator: ",").map { $0.filter { $0 != " " } }
                    #expect(labels.isSuperset(of: grouped), "\(query)")
                }
            }
        }
    }

    @Test("Each metric of requests and of the gateway is on it")
    func showsMetrics() throws {
        let text = String(decoding: try Self.file("Packaging/grafana/tollgate.json"), as: UTF8.self)
        for name in RequestMetric.allCases.map(\.rawValue) + GatewayMetric.allCases.map(\.rawValue) {
            #expect(text.contains(name), "\(name)")
        }
    }
}
