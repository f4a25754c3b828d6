import ArgumentParser
import Foundation
import Tollgate
import TollgateConfiguration

/// The command `tollgate replay`.
struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Say for which clients another catalogue would change something.",
        discussion: """
            Standard input is what a gateway has recorded (`gateway.decisions` in its configuration). Each request is \
            decided about by the catalogue of --config, at its time, and compared with the catalogue of --against, or \
            with what was decided then. For each product and plan it is told which clients would be refused, limited \
            or newly admitted. No request counts as in progress when the next one comes, so `concurrency` never \
            limits here. Nor is it known what a registrar has granted: the tokens' scopes count.

            Exit status: 0 if no client is refused or limited, 1 if one is, 2 if the command line, a configuration or \
            the input is wrong.

            Example:
              tollgate replay --config new.yaml --against tollgate.yaml < decisions.jsonl
            """)

    @Option(name: .long, help: ArgumentHelp("The configuration file with the catalogue to try.", valueName: "file"))
    var config: String

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The configuration file to compare with. Default: what was decided then.", valueName: "file"))
    var against: String?

    @Flag(name: .long, help: "Print JSON.")
    var json = false

    func run() throws {
        let new: Configuration
        let old: Configuration?
        do {
            new = try Configuration(path: config)
            old = try against.map { path throws(ConfigurationError) in try Configuration(path: path) }
        } catch {
            throw CommandFailure.configuration(error)
        }
        var replay = try Replay(new: new.catalogue.source, old: old?.catalogue.source)
        let decoder = JSONDecoder()
        var number = 0
        var isAnyUsed = false
        while let line = readLine() {
            number += 1
            if line.isEmpty { continue }
            do {
                replay.add(try decoder.decode(DecisionRecord.self, from: Data(line.utf8)))
                isAnyUsed = true
            } catch {
                // The last line of a gateway that was killed may be half a line.
                StandardError.write("warning: standard input, line \(number): not a recorded decision; it is left out")
            }
        }
        guard isAnyUsed else {
            throw CommandFailure.usage("there is no recorded decision on standard input; one a line is expected")
        }
        let report = ReplayReport(replay.counts)
        StandardOutput.write(json ? try JSONOutput.of(report) : report.text)
        if report.takesAway { throw ExitCode.failure }
    }
}
