import ArgumentParser
import Logging
import ServiceLifecycle
import Tollgate
import TollgateCatalogue
import TollgateConfiguration
import UnixSignals

/// The command `tollgate gateway`.
struct GatewayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gateway",
        abstract: "Run a reverse proxy that lets requests through by their tokens.",
        discussion: """
            Requests below an API's `listen_path` are checked and passed on to its `upstream`. Where `admin_listen` \
            is configured, /healthz, /readyz, /keys and /metrics are answered there; /readyz turns to 200 when every \
            issuer's keys are loaded, and /keys tells how they stand (see `tollgate keys`).

            The configuration is read again when the file changes and on SIGHUP. A file that cannot be used leaves \
            everything as it is, and the log says why. What `gateway` says in it needs a new start.

            Started by systemd with Type=notify, it tells when it is ready, reloads and ends, and feeds the watchdog.

            SIGINT and SIGTERM let requests in progress finish, for as long as `gateway.drain.deadline` allows, and \
            end the process.

            Example:
              tollgate gateway --config Fixtures/quickstart/tollgate.yaml
            """)

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

    func run() async throws {
        let configuration: Configuration
        do throws(ConfigurationError) {
            configuration = try Configuration(path: config)
            let problems = configuration.catalogue.source.proxyProblems(.error)
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
