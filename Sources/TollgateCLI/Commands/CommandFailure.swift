import ArgumentParser
import TollgateConfiguration

/// Why a command ends without having done its work: what to print, and the exit status.
struct CommandFailure: Error {
    /// The exit status for a wrong command line or configuration.
    static let usage = ExitCode(2)

    let message: String
    let exitCode: ExitCode

    /// The command line or a configuration is wrong.
    static func usage(_ message: String) -> CommandFailure {
        CommandFailure(message: "Error: \(message)", exitCode: usage)
    }

    /// A configuration file is wrong.
    static func configuration(_ error: ConfigurationError) -> CommandFailure {
        CommandFailure(message: error.description, exitCode: usage)
    }

    /// Something that the command needs did not work.
    static func failed(_ message: String) -> CommandFailure {
        CommandFailure(message: "Error: \(message)", exitCode: .failure)
    }
}
