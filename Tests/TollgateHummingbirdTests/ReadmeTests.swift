import Foundation
import Testing
import Tollgate
import TollgateCatalogue
import TollgateConfiguration
import TollgateHTTP
import TollgateHummingbird

@Suite("The README says what is so")
struct ReadmeTests {
    private func text(_ path: String) throws -> String {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        return try String(contentsOf: folder.appending(path: path).standardizedFileURL, encoding: .utf8)
    }

    @Test("Its program is the one that the tests compile")
    func showsACompilingProgram() throws {
        let source = try text("ReadmeProgram.swift")
        let start = try #require(source.range(of: "    // README begins\n")).upperBound
        let end = try #require(source.range(of: "    // README ends")).lowerBound
        let program = source[start..<end].split(separator: "\n").map { $0.dropFirst(4) }.joined(separator: "\n")
        #expect(try text("../../README.md").contains(program))
    }

    @Test("Its table of rejections has every code with its status", arguments: Rejection.allCases)
    func listsEveryRejection(rejection: Rejection) throws {
        let lines = try text("../../README.md").split(separator: "\n")
        let row = try #require(lines.first { $0.contains("| `\(rejection.code)`") })
        #expect(row.contains("| \(rejection.status) |"))
    }

    @Test(
        "Its table of metrics has every metric",
        arguments: KeyMetric.allCases.map(\.rawValue) + RequestMetric.allCases.map(\.rawValue))
    func listsEveryMetric(name: String) throws {
        #expect(try text("../../README.md").contains("| `\(name)`"))
    }

    @Test("Its API with a resource is accepted without a warning, and tells what the README says that it tells")
    func describesResources() throws {
        let readme = try text("../../README.md")
        let start = try #require(readme.range(of: "## Clients that find their way")).upperBound
        let blocks = readme[start...].components(separatedBy: "```")
        let yaml = try #require(blocks.first { $0.hasPrefix("yaml\n") }).dropFirst(5)
        let json = try #require(blocks.first { $0.hasPrefix("json\n") }).dropFirst(5)
        let offer = """
            policies: { access: { allow: [{ api: weather }] }, limits: { rate: 5/1s } }
            products: { weather: { scopes: [product_weather], policies: [access] } }
            plans: { free: { scopes: [free_plan], policies: [limits] } }
            """
        let configuration = try Configuration(yaml: yaml + offer, file: "tollgate.yaml")
        #expect(configuration.warnings.isEmpty)
        let api = try #require(configuration.catalogue.apis.first)
        #expect(api.resourceMetadata?.json == String(json))
        #expect(readme.contains("`resource_metadata=\"\(try #require(api.resourceMetadataURL))\"`"))
    }

    @Test("Its rejections stand in the order of the checks")
    func listsRejectionsInOrder() throws {
        let readme = try text("../../README.md")
        let places = Rejection.allCases.compactMap { readme.range(of: "| `\($0.code)`")?.lowerBound }
        #expect(places.count == Rejection.allCases.count)
        #expect(places == places.sorted())
    }
}
