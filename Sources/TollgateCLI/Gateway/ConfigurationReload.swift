import CoreMetrics
import Logging
import NIOPosix
import ServiceLifecycle
import Tollgate
import TollgateCatalogue
import TollgateConfiguration
import TollgateRegistrar
import UnixSignals

/// Has a gate, or a registrar, use its configuration file as it is now, whenever the file changes and at every signal.
///
/// All or nothing: a file that cannot be used leaves the old catalogue in place and is told in one line of the log.
/// Requests are decided meanwhile, by the old catalogue or by the new one.
struct ConfigurationReload: Service {
    /// The time between two looks at the file.
    static let interval = Duration.seconds(1)
    /// The most problems that one line of the log tells.
    private static let maximumProblemsTold = 10

    private let path: String
    /// Has a configuration count, if it can be used, and says what is remarkable about it.
    private let use: @Sendable (Configuration) async throws -> [String]
    private let signals: any AsyncSequence<UnixSignal, Never> & Sendable
    private let logger: Logger
    private let clock: any Clock<Duration>
    private let successes: Counter
    private let failures: Counter
    private let serviceManager: ServiceManager?
    /// Reads other files that a signal has read again.
    private let alongside: @Sendable () async -> Void
    /// The file as it was when it was read for the start.
    private let initialState: FileState?

    /// A service for a gate.
    ///
    /// - Parameters:
    ///   - source: The configuration file, and what has it read again.
    ///   - gate: The gate.
    ///   - settings: The settings that the gateway was started with.
    ///   - logger: Takes one line for each reload.
    ///   - clock: The clock to wait on between two looks at the file.
    ///   - metrics: Makes the counters of reloads.
    ///   - serviceManager: Hears of each reload. Default: none.
    ///   - alongside: Reads other files that a signal has read again. Default: nothing.
    init(
        _ source: ReloadSource, gate: Gate, settings: GatewaySettings, logger: Logger,
        clock: any Clock<Duration> = ContinuousClock(), metrics: any MetricsFactory = MetricsSystem.factory,
        serviceManager: ServiceManager? = nil, alongside: @escaping @Sendable () async -> Void = {}
    ) {
        self.init(
            source, logger: logger, clock: clock, metrics: metrics, serviceManager: serviceManager,
            alongside: alongside
        ) { configuration in
            let source = configuration.catalogue.source
            let missing = configuration.proxyProblems(.error)
            guard missing.isEmpty else { throw CatalogueErrors(problems: missing) }
            try gate.reload(source)
            return configuration.gateway == settings
                ? []
                : ["the section `gateway` has changed; that takes effect when the gateway is started again"]
        }
    }

    /// A service for a registrar.
    ///
    /// - Parameters:
    ///   - source: The configuration file, and what has it read again.
    ///   - registrar: The registrar, which knows the clients that a change leaves with nothing.
    ///   - catalogue: The catalogue of the registrar.
    ///   - logger: Takes one line for each reload.
    ///   - clock: The clock to wait on between two looks at the file.
    ///   - serviceManager: Hears of each reload. Default: none.
    init(
        _ source: ReloadSource, registrar: Registrar, catalogue: CurrentCatalogue, logger: Logger,
        clock: any Clock<Duration> = ContinuousClock(), serviceManager: ServiceManager? = nil
    ) {
        self.init(
            source, logger: logger, clock: clock, metrics: NOOPMetricsHandler.instance, serviceManager: serviceManager
        ) { configuration in
            try catalogue.replace(with: configuration.catalogue.source)
            do throws(RegistrationError) {
                return try await registrar.orphanedSubscriptions().map(\.description)
            } catch {
                return ["it is not known whether clients lack a product or a plan now: \(error)"]
            }
        }
    }

    private init(
        _ source: ReloadSource, logger: Logger, clock: any Clock<Duration>, metrics: any MetricsFactory,
        serviceManager: ServiceManager?, alongside: @escaping @Sendable () async -> Void = {},
        use: @escaping @Sendable (Configuration) async throws -> [String]
    ) {
        path = source.path
        signals = source.signals
        self.use = use
        self.serviceManager = serviceManager
        self.alongside = alongside
        self.logger = logger
        self.clock = clock
        successes = GatewayMetric.reloads.counter(result: "success", metrics)
        failures = GatewayMetric.reloads.counter(result: "failure", metrics)
        initialState = FileState(path: path)
    }

    func run() async throws {
        // One after the other: of two reloads at once, the older file could come last.
        let (requests, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                group.addTask {
                    for await _ in signals {
                        continuation.yield()
                        await alongside()
                    }
                }
                group.addTask { await watch { continuation.yield() } }
                for await _ in requests { await reload() }
            }
        }
    }

    /// Calls `changed` whenever the file has changed, and has then stayed the same for one interval: before that its
    /// writer may not have finished.
    private func watch(_ changed: () -> Void) async {
        var told = initialState
        var last = initialState
        while !Task.isCancelled {
            do { try await clock.sleep(for: Self.interval) } catch { return }
            let state = FileState(path: path)
            if state != told, state == last {
                told = state
                changed()
            }
            last = state
        }
    }

    /// Reads the file and has it count, if it can be used.
    func reload() async {
        serviceManager?.notify(.reloading(.now()))
        defer { serviceManager?.notify(.ready) }
        let configuration: Configuration
        let remarks: [String]
        do {
            // Reading takes a while for a large file; the threads that serve requests have other things to do.
            configuration = try await NIOThreadPool.singleton.runIfActive { [path] in try Configuration(path: path) }
            remarks = try await use(configuration)
        } catch is CancellationError {
            return
        } catch {
            failures.increment()
            logger.error(
                "the configuration was not reloaded; the old one stays", metadata: ["problems": "\(Self.told(error))"])
            return
        }
        successes.increment()
        logger.info(
            "configuration reloaded",
            metadata: [
                "file": "\(path)", "apis": "\(configuration.catalogue.apis.count)",
                "policies": "\(configuration.catalogue.source.policies.count)",
                "warnings": "\(configuration.warnings.count)",
            ])
        for remark in remarks { logger.warning("\(remark)") }
    }

    private static func told(_ error: any Error) -> String {
        guard let error = error as? ConfigurationError else { return "\(error)" }
        let errors = error.problems.filter { $0.severity == .error }.map(\.description)
        let more = errors.count > maximumProblemsTold ? ["and \(errors.count - maximumProblemsTold) more"] : []
        return (errors.prefix(maximumProblemsTold) + more).joined(separator: "; ")
    }
}
