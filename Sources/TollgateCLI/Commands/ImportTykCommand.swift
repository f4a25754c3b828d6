import ArgumentParser
import Foundation
import TollgateCatalogue
import TollgateConfiguration
import TollgateImport

/// The command `tollgate import tyk`.
struct ImportTykCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tyk",
        abstract: "Make a configuration of Tyk's policies and API definitions.",
        discussion: """
            Reads policies (a list, a map by id, or one alone) and API definitions (classic or OAS, a list or one \
            alone), also as the Dashboard exports them; of a folder, all files that end in .json. The configuration \
            goes to standard output or --output, and everything in which it differs from Tyk to standard error or \
            --report. Nothing is left out without a word, and nothing is opened that Tyk keeps closed, except where \
            the report says `wider`.

            Tyk does not check who issued a signed token; Tollgate always does. So give --issuer, or write `issuer` \
            yourself. Providers of OpenID (`use_openid`) are taken over with their clients.

            Exit status: 0 if the configuration can be used as it is, 1 if the report has something for a person to \
            decide (`decide`), 2 if a file cannot be read or the command line is wrong.

            Examples:
              tollgate import tyk policies.json apps/ --output tollgate.yaml
              tollgate import tyk policies.json apps/ --issuer https://idp.example/realms/DCR --json --report r.json
            """)

    @Argument(help: ArgumentHelp("Files and folders of Tyk's.", valueName: "path"))
    var paths: [String]

    @Option(
        name: .long, help: ArgumentHelp("Where the configuration goes. Default: standard output.", valueName: "file"))
    var output: String?

    @Option(name: .long, help: ArgumentHelp("Where the report goes. Default: standard error.", valueName: "file"))
    var report: String?

    @Flag(name: .long, help: "Write the report as JSON.")
    var json = false

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The `iss` of the tokens, where Tyk's files do not say it; NAME=URL for one of several issuers.",
            valueName: "url"))
    var issuer: [String] = []

    func run() throws {
        let answers = try IssuerOptions(issuer).answers
        let result: TykImport
        do {
            result = try TykImport(try TykFiles.read(paths), issuers: answers)
        } catch {
            throw CommandFailure(message: error.description, exitCode: CommandFailure.usage)
        }
        let unknown = Set(answers.byName.keys).subtracting(result.catalogue.issuers.map(\.name)).sorted()
        guard unknown.isEmpty else {
            let known = result.catalogue.issuers.map(\.name).joined(separator: ", ")
            throw CommandFailure.usage("--issuer: there is no issuer `\(unknown[0])` (known: \(known))")
        }
        let yaml = try CatalogueWriter(comments: result.comments).yaml(result.catalogue)
        let report = ImportReport(result)
        if let output {
            try write(yaml, to: output)
        } else {
            StandardOutput.write(String(yaml.dropLast()))
        }
        let text = json ? try JSONOutput.of(report) : report.text
        if let path = self.report {
            try write(text + "\n", to: path)
        } else {
            StandardError.write(text)
        }
        if result.needsDecision { throw ExitCode.failure }
    }

    private func write(_ text: String, to path: String) throws {
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw CommandFailure.failed("\(path) cannot be written: \(error.localizedDescription)")
        }
    }
}
