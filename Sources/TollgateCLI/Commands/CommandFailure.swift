import ArgumentParser
import TollgateConfiguration

/// The reason why a command ends without having done its work: what to print, and the exit status.
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

    /// Decisions cannot be recorded where they should.
    static func recording(in path: String, because reason: String) -> CommandFailure {
        failed("decisions cannot be recorded in \(path): \(reason)")
    }

    /// Requests cannot be logged.
    static func logging(in place: String, because reason: String) -> CommandFailure {
        failed("requests cannot be logged in \(place): \(reason)")
    }

    /// A gateway cannot wait for its successor where it should.
    static func handover(at path: String, because reason: String) -> CommandFailure {
        failed("the gateway cannot wait for a successor at \(path): \(reason)")
    }
}
