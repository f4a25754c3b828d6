import Foundation
import Testing
import Tollgate
import TollgateCatalogue
import TollgateConfiguration
import TollgateHummingbird
import TollgateKeys
import TollgateTesting

@Suite("The README and the articles say what is so")
struct DocumentationTests {
    /// The lines between two marks in the file of programs, as a page shows them.
    private func program(_ name: String) throws -> String {
        let source = try Page.text("Tests/TollgateHummingbirdTests/DocumentedProgram.swift")
        let start = try #require(source.range(of: "    // \(name) begins\n")).upperBound
        let end = try #require(source.range(of: "    // \(name) ends")).lowerBound
        return source[start..<end].split(separator: "\n").map { $0.dropFirst(4) }.joined(separator: "\n")
    }

    /// The first block of a language on a page, behind a heading.
    private func block(_ language: String, _ page: String, after heading: String) throws -> String {
        let start = try #require(page.range(of: "\n\(heading)\n")).upperBound
        let blocks = page[start...].components(separatedBy: "```")
        return String(try #require(blocks.first { $0.hasPrefix(language + "\n") }).dropFirst(language.count + 1))
    }

    @Test("The program for Hummingbird is the one that the tests compile")
    func showsACompilingProgram() throws {
        let program = try program("program")
        #expect(try Page.text("README.md").contains(program))
        #expect(try Page.article("Embedding").contains(program))
    }

    @Test("The README is at most 150 lines long, and says how many causes there are")
    func isShort() throws {
        let readme = try Page.text("README.md")
        #expect(readme.split(separator: "\n", omittingEmptySubsequences: false).count - 1 <= 150)
        #expect(readme.contains("\(Rejection.allCases.count) causes"))
    }

    @Test("The README's twelve lines of configuration are twelve, and accepted without a warning")
    func configures() throws {
        let yaml = try block("yaml", try Page.text("README.md"), after: "## Twelve lines of configuration")
        #expect(yaml.split(separator: "\n").count == 12)
        let configuration = try Configuration(yaml: yaml, file: "tollgate.yaml")
        #expect(configuration.warnings.isEmpty)
        let gate = Gate(catalogue: configuration.catalogue)
        let path = try gate.catalogue.path(target: "/payment-api/orders/7")
        let request = GateRequest(api: try #require(gate.catalogue.api(for: path)), method: "GET", path: path)
        func rejection(_ scopes: [String]) -> Rejection? {
            gate.explain(scopes: scopes, client: "c", request, at: .now()).rejection
        }
        #expect(rejection(["product_payments", "free_plan"]) == nil)
        #expect(rejection(["product_payments"]) == .planMissing)
        #expect(rejection(["free_plan"]) == .scopeInsufficient)
    }

    @Test("The table of rejections has every code with its status", arguments: Rejection.allCases)
    func listsEveryRejection(rejection: Rejection) throws {
        let lines = try Page.article("Rejections").split(separator: "\n")
        let row = try #require(lines.first { $0.hasPrefix("| `\(rejection.code)` |") })
        #expect(row.contains("| \(rejection.status) |"))
    }

    @Test("Rejections stand in the order of the checks", arguments: ["Rejections", "Troubleshooting"])
    func listsRejectionsInOrder(article: String) throws {
        let page = try Page.article(article)
        let places = Rejection.allCases.compactMap { page.range(of: "\n| `\($0.code)` |")?.lowerBound }
        #expect(places.count == Rejection.allCases.count)
        #expect(places == places.sorted())
    }

    @Test(
        "The table of metrics has every metric",
        arguments: KeyMetric.allCases.map(\.rawValue) + RequestMetric.allCases.map(\.rawValue))
    func listsEveryMetric(name: String) throws {
        #expect(try Page.article("MetricsAndLogs").contains("\n| `\(name)` |"))
    }

    @Test("The API with a resource is accepted without a warning, and tells what the article says that it tells")
    func describesResources() throws {
        let page = try Page.article("ModelContextProtocol")
        let yaml = try block("yaml", page, after: "## Overview")
        let json = try block("json", page, after: "## Overview")
        let offer = """
            policies: { access: { allow: [{ api: weather }] }, limits: { rate: 5/1s } }
            products: { weather: { scopes: [product_weather], policies: [access] } }
            plans: { free: { scopes: [free_plan], policies: [limits] } }
            """
        let configuration = try Configuration(yaml: yaml + offer, file: "tollgate.yaml")
        #expect(configuration.warnings.isEmpty)
        let api = try #require(configuration.catalogue.apis.first)
        #expect(api.resourceMetadata?.json == json)
        #expect(page.contains("`resource_metadata=\"\(try #require(api.resourceMetadataURL))\"`"))
    }
}
