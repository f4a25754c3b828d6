import ArgumentParser
import Tollgate
import TollgateCatalogue
import TollgateConfiguration

/// The command `tollgate check`.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Say everything that is wrong, or looks wrong, in a configuration file.",
        discussion: """
            Each problem is one line: file:line:column, error or warning, the path of the key, what was found and \
            what would be right. With --json it is one object: file, errors, warnings (their numbers), problems and \
            certificates. Of each certificate of a listener it says when it expires.

            Exit status: 0 if the file can be used, also with warnings; 1 if it has errors; 2 if the command line is \
            wrong or the file cannot be read.

            Example:
              tollgate check --config tollgate.yaml
            """)

    @Option(name: .long, help: ArgumentHelp("The configuration file.", valueName: "file"))
    var config: String

    @Flag(name: .long, help: "Print JSON.")
    var json = false

    func run() throws {
        let problems: [ConfigurationProblem]
        var certificates: [CertificateStatus] = []
        do {
            problems = try Configuration.problems(inFile: config) {
                certificates = $0.certificates
                return $0.registrar.clientTypeProblems + $0.proxyProblems(.warning)
            }
        } catch {
            throw CommandFailure.configuration(error)
        }
        let report = CheckReport(file: config, problems, certificates)
        StandardOutput.write(json ? try JSONOutput.of(report) : report.text)
        if report.errors > 0 { throw ExitCode.failure }
    }
}
