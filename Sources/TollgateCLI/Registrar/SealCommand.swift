import ArgumentParser
import TollgateRegistrar

/// The command `tollgate registrar seal`.
struct SealCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "seal",
        abstract: "Seal every secret again with the current key.",
        discussion: """
            Give the old key with --older-key-file. Once this has ended with 0, the old key is needed no more, except \
            for backups.

            Example:
              tollgate registrar seal --config tollgate.yaml --database clients.db --key-file new.key \
            --older-key-file old.key
            """)

    @OptionGroup var options: RegistrarOptions
    @Flag(name: .long, help: "Print one JSON document.")
    var json = false

    func run() async throws {
        try await options.withRegistrar { registrar, _, _ in
            let busy = try await registrar.reseal(progress: TerminalProgress.show("seal"))
            if json { StandardOutput.write(try JSONOutput.of(["busy": busy])) }
            guard busy.isEmpty else {
                throw CommandFailure.failed(
                    "an operation is under way on \(busy.joined(separator: ", ")); run this again")
            }
        }
    }
}
