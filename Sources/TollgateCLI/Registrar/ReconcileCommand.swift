import ArgumentParser
import Tollgate
import TollgateCatalogue
import TollgateEncoding
import TollgateRegistrar

/// The command `tollgate registrar reconcile`.
struct ReconcileCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reconcile",
        abstract: "Bring the records and the providers together again.",
        discussion: """
            What was interrupted is finished or ended, what is due is done, and every client is compared with what its \
            provider says: what it lacks there is sent again, what it has beyond its grant is reported. A registration \
            that was not answered is never sent again.

            Exit status: 0 if all is well now, 1 if somebody has to look at something.
            """)

    /// One finding, as it is printed.
    private struct Row: Encodable {
        var outcome: String
        var subject: String
        var id: String
        var application: String
        var detail: String
    }

    @OptionGroup var options: RegistrarOptions
    @Flag(name: .long, help: "Do not read clients at their providers that nothing is known to be wrong with.")
    var withoutComparing = false
    @Flag(name: .long, help: "Print one JSON document.")
    var json = false

    func run() async throws {
        try await options.withRegistrar { registrar, _, _ in
            let findings = try await registrar.reconcile(
                comparing: !withoutComparing, progress: TerminalProgress.show("reconcile"))
            let rows = findings.map {
                Row(
                    outcome: $0.outcome.rawValue, subject: $0.subject.rawValue, id: $0.id,
                    application: $0.application, detail: $0.detail)
            }
            if json {
                StandardOutput.write(try JSONOutput.of(rows))
            } else {
                for finding in findings { StandardOutput.write(VisibleText.of(finding.description)) }
            }
            guard findings.allSatisfy({ $0.outcome == .settled }) else { throw ExitCode.failure }
        }
    }
}
