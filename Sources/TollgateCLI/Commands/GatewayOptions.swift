import ArgumentParser
import Logging
import TollgateCatalogue
import TollgateConfiguration
import UnixSignals

/// The options of the commands that serve requests until a signal comes, and what both do with them.
struct GatewayOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("The configuration file.", valueName: "file"))
    var config: String

    @Option(name: .long, help: "How much is logged: trace, debug, info, notice, warning, error or critical.")
    var logLevel: String = "info"

    @Flag(
        name: .customLong("print-config"),
        help: "Print the configuration as it counts, with all defaults and without secrets, and end.")
    var printsConfiguration = false

    func validate() throws {
        guard Logger.Level(rawValue: logLevel) != nil else {
            throw ValidationError("`\(logLevel)` is not a log level")
        }
    }

    /// Serves as the configuration says, until a signal comes.
    ///
    /// - Parameter check: Finds problems with which the command cannot do its work, though others may.
    /// - Throws: ``CommandFailure`` where the configuration is wrong, or serving fails.
    func serve(unless check: (Configuration) -> [CatalogueProblem]) async throws {
        let configuration: Configuration
        do throws(ConfigurationError) {
            configuration = try Configuration(path: config)
            let problems = check(configuration)
            guard problems.isEmpty else {
                throw ConfigurationError(problems: try Configuration.problems(inFile: config) { _ in problems })
            }
        } catch {
            throw CommandFailure.configuration(error)
        }
        guard !printsConfiguration else { return StandardOutput.write(try ConfigurationWriter.yaml(configuration)) }
        var logger = Logger(label: "tollgate")
        logger.logLevel = Logger.Level(rawValue: logLevel) ?? .info
        for warning in configuration.warnings { StandardError.write(warning.description) }
        // From here on SIGHUP does not end the process.
        let hangups = await UnixSignalsSequence(trapping: .sighup)
        let rotations = await UnixSignalsSequence(trapping: .sighup)
        do {
            let gateway = Gateway(
                configuration: configuration, logger: logger, reloading: ReloadSource(path: config, signals: hangups),
                hangups: rotations,
                serviceManager: ServiceManager())
            try await gateway.run(gracefulShutdownSignals: [.sigterm, .sigint])
        } catch let error as SecretReference.Missing {
            throw CommandFailure.failed("gateway.client_feed.token: \(error)")
        }
    }
}
