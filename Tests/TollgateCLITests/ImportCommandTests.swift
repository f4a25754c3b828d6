import ArgumentParser
import Foundation
import Testing
import Tollgate
import TollgateCatalogue
import TollgateConfiguration
import TollgateImport

@testable import TollgateCLI

@Suite("tollgate import tyk writes a configuration and a report")
struct ImportCommandTests {
    private static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Fixtures/Tyk").standardizedFileURL.path

    /// Runs the command in a folder of its own, and returns what it wrote and whether it asks for decisions.
    private func run(_ arguments: String...) throws -> (configuration: Configuration, report: String, decide: Bool) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "import-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let output = ["--output", "\(folder)/tollgate.yaml", "--report", "\(folder)/report"]
        let command = try ImportTykCommand.parse(arguments + output)
        var decide = false
        do {
            try command.run()
        } catch let code as ExitCode {
            #expect(code == .failure)
            decide = true
        }
        let report = try String(contentsOfFile: "\(folder)/report", encoding: .utf8)
        return (try Configuration(path: "\(folder)/tollgate.yaml"), report, decide)
    }

    @Test("What it writes is a configuration, and it asks for a decision where there is one")
    func writesConfigurations() throws {
        let weather = try run("\(Self.fixtures)/weather")
        #expect(!weather.decide)
        #expect(weather.configuration.catalogue.apis.map(\.name) == ["weather"])
        #expect(weather.report.contains("to decide: 0"))
        let shop = try run("\(Self.fixtures)/shop")
        #expect(shop.decide)
        #expect(shop.report.contains("narrower, decide: no issuer: write `issuers.shop.issuer`"))
        let named = try run("\(Self.fixtures)/shop", "--issuer", "shop=https://idp.example/realms/shop")
        #expect(!named.decide)
        #expect(named.configuration.catalogue.source.issuers.map(\.issuer) == ["https://idp.example/realms/shop"])
    }

    @Test("As JSON the report has every difference with its parts")
    func writesJSON() throws {
        let report = try run("\(Self.fixtures)/details", "--json").report
        let json = try #require(try JSONSerialization.jsonObject(with: Data(report.utf8)) as? [String: Any])
        let differences = try #require(json["differences"] as? [[String: Any]])
        #expect(differences.count > 20)
        let keys: Set = ["effect", "file", "found", "needs_decision", "pointer", "reason"]
        #expect(differences.allSatisfy { Set($0.keys) == keys })
        #expect(json["apis"] as? Int == 2)
        // What has to be decided comes first.
        let decisions = differences.map { $0["needs_decision"] as? Bool == true }
        #expect(decisions.firstIndex(of: false) == decisions.count { $0 })
    }

    @Test("In the text what is left out of many alike is one line")
    func groupsLines() throws {
        let policies = (1...3).map { "{\"id\": \"\($0)\", \"rate\": 1, \"per\": 1, \"date_created\": \"x0\"}" }
        let file = TykFile(name: "p.json", json: Array("[\(policies.joined(separator: ","))]".utf8))
        let report = ImportReport(try TykImport([file])).text
        #expect(report.components(separatedBy: "date_created").count == 2)
        #expect(report.contains("p.json#/0/date_created: none: \"x0\": "))
        #expect(report.contains("(and 2 more like it)"))
    }

    @Test("An issuer on plain http is taken, with `allow_http` and a word about it (I3)")
    func takesPlainHTTP() throws {
        let shop = try run("\(Self.fixtures)/shop", "--issuer", "http://keycloak:8180/realms/shop")
        let issuer = shop.configuration.catalogue.source.issuers[0]
        #expect(issuer.issuer == "http://keycloak:8180/realms/shop")
        #expect(issuer.connection.allowsHTTP)
        // Its keys come over https all the same, so that nobody has to decide anything.
        #expect(shop.report.contains("changed: the issuer \"http://keycloak:8180/realms/shop\": `allow_http: true`"))
        #expect(!shop.decide)
    }

    @Test("A resource of tyk-operator ends with what it is and where its JSON is (I3)")
    func namesOperatorResources() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "api-\(UUID().uuidString).yaml")
        try Data("apiVersion: tyk.tyk.io/v1alpha1\nkind: ApiDefinition\nspec: {}\n".utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let failure = #expect(throws: CommandFailure.self) { try run(file.path) }
        #expect(failure?.exitCode == CommandFailure.usage)
        #expect(failure?.message.contains("tyk-operator (kind ApiDefinition)") == true)
        #expect(failure?.message.contains("not JSON") == false)
    }

    @Test(
        "An issuer is an https or http URL, for all or by name",
        arguments: [
            (["https://a.example"], "https://a.example", [:]),
            (
                ["x=https://a.example", "y.z=http://localhost:1/b"], nil,
                ["x": "https://a.example", "y.z": "http://localhost:1/b"]
            ),
            (["https://a.example/b=c"], "https://a.example/b=c", [:]),
            (["http://keycloak:8180/realms/r"], "http://keycloak:8180/realms/r", [:]),
        ] as [([String], String?, [String: String])])
    func readsIssuers(texts: [String], all: String?, byName: [String: String]) throws {
        let answers = try IssuerOptions(texts).answers
        #expect(answers.forAll == all)
        #expect(answers.byName == byName)
    }

    @Test(
        "Another issuer is refused",
        arguments: [
            ["http://a.example?x"], ["ftp://a.example"], ["a.example"], ["x="],
            ["https://a.example", "https://b.example"], [""],
        ])
    func refusesIssuers(texts: [String]) {
        #expect(throws: CommandFailure.self) { try IssuerOptions(texts) }
    }
}
