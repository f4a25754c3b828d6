import Foundation
import Testing

@testable import TollgateCLI

@Suite("The article about metrics has those of the gateway")
struct GatewayMetricTests {
    @Test("Each metric has a row", arguments: GatewayMetric.allCases)
    func listsMetrics(metric: GatewayMetric) throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Sources/Tollgate/Documentation.docc/MetricsAndLogs.md")
        let article = try String(contentsOf: file.standardizedFileURL, encoding: .utf8)
        #expect(article.contains("\n| `\(metric.rawValue)` |"))
    }
}
