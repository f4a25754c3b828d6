import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle
import Tollgate
import TollgateCatalogue
import TollgateConfiguration
import TollgateGateway
import TollgateHummingbird
import TollgateKeys
import TollgatePrometheus
import TollgateState
import UnixSignals

/// A reverse proxy with the gate in front, and what keeps it going: keys, clients, metrics, files and the admin server.
struct Gateway: Sendable {
    let gate: Gate
    private let settings: GatewaySettings
    private let reloading: ReloadSource?
    private let recorder: DecisionRecorder?
    private let accessLog: AccessLogWriter?
    private let latencies = LatencyBook()
    private let logger: Logger
    private let metrics = PrometheusRegistry(help: Self.metricHelp)
    private let now: @Sendable () -> Instant
    private let clock: any Clock<Duration>
    private let budget: ConnectionBudget
    private let serviceManager: ServiceManager?
    private let readiness = Readiness()

    init(
        configuration: Configuration, deniedClients: DeniedClients = DeniedClients(), logger: Logger,
        now: @escaping @Sendable () -> Instant = Instant.now, clock: any Clock<Duration> = ContinuousClock(),
        reloading: ReloadSource? = nil, hangups: (any AsyncSequence<UnixSignal, Never> & Sendable)? = nil,
        serviceManager: ServiceManager? = nil
    ) {
        gate = Gate(
            catalogue: configuration.catalogue, deniedClients: deniedClients, configuration: configuration.gate)
        settings = configuration.gateway
        recorder = settings.decisions.map { [gate] in DecisionRecorder(gate: gate, hashesClients: $0.hashesClients) }
        accessLog = settings.accessLog.map { [metrics] in
            AccessLogWriter($0, hangups: hangups, logger: logger, clock: clock, metrics: metrics)
        }
        self.reloading = reloading
        self.logger = logger
        self.now = now
        self.clock = clock
        self.serviceManager = serviceManager
        let upstreams = configuration.catalogue.source.apis.flatMap { $0.servers.map(\.url) }
        budget = ConnectionBudget(
            descriptors: DescriptorLimit.raise(), configured: settings.maximumConnections,
            configuredPerUpstream: settings.upstream.maximumConnections,
            upstreams: ConnectionBudget.serverCount(upstreams))
    }

    /// Serves until a signal comes, the task is cancelled, or a server cannot go on.
    ///
    /// - Parameters:
    ///   - gracefulShutdownSignals: The signals that end it.
    ///   - onListening: Called with the port once requests can come in.
    /// - Throws: ``CommandFailure`` where a server cannot listen or decisions cannot be recorded,
    ///   `SecretReference.Missing` where the token for the registrar is missing.
    func run(
        gracefulShutdownSignals: [UnixSignal] = [], onListening: @escaping @Sendable (Int) async -> Void = { _ in }
    ) async throws {
        try decisionFile?.prepare()
        try accessLog?.prepare()
        let clientFeed = try settings.clientFeed.map {
            ClientFeedFollower(
                gate: gate, settings: $0, token: try $0.token.secret(), logger: logger, now: now, clock: clock)
        }
        let relay = try Relay(
            gate, at: settings.handover, inherited: InheritedSockets.take(),
            drainSeconds: settings.drain.deadlineSeconds,
            logger: logger, now: now, clock: clock)
        let limitState = limitState(relay.tenure)
        let certificates = try ListenerCertificates(
            settings.listeners, logger: logger, metrics: metrics, now: now, clock: clock)
        // Before the first request: it might else use up what was used up already.
        await limitState?.restore()
        let services = services(relay, limitState, clientFeed, certificates, onListening: onListening)
        try await ServiceGroup(
            configuration: .init(
                services: services.map {
                    .init(
                        service: $0, successTerminationBehavior: .gracefullyShutdownGroup,
                        failureTerminationBehavior: .gracefullyShutdownGroup)
                },
                gracefulShutdownSignals: gracefulShutdownSignals, logger: logger)
        ).run()
    }

    /// The parts of the gateway; those that come later end first.
    private func services(
        _ relay: Relay, _ limitState: LimitStateService?, _ clientFeed: ClientFeedFollower?,
        _ certificates: ListenerCertificates,
        onListening: @escaping @Sendable (Int) async -> Void
    ) -> [any Service] {
        var services: [any Service] = [KeyRefreshService(gate: gate, logger: logger, metrics: metrics)]
        if let address = settings.adminListen { services.append(relay.tenure.service(adminServer(address))) }
        if !certificates.isEmpty { services.append(certificates) }
        // It ends when no request is in progress any more.
        if let accessLog { services.append(accessLog) }
        services.append(dataPlane(relay, certificates, onListening))
        if let decisionFile { services.append(decisionFile) }
        if let clientFeed { services.append(relay.tenure.service(clientFeed)) }
        if let reloading {
            services.append(
                ConfigurationReload(
                    reloading, gate: gate, settings: settings, logger: logger, clock: clock, metrics: metrics,
                    serviceManager: serviceManager, alongside: certificates.reload))
        }
        if let limitState {
            // The first one ends last, when no request is in progress any more; the last one ends first, so that a
            // process that is killed while it waits for requests has lost nothing that was used before.
            services.insert(limitState, at: 0)
            services.append(limitState.flushAtShutdown)
        }
        if let serviceManager {
            if let watchdog = serviceManager.watchdog(clock: clock) { services.insert(watchdog, at: 0) }
            services.append(serviceManager.stopReport)
        }
        return services
    }

    private func dataPlane(
        _ relay: Relay, _ certificates: ListenerCertificates, _ onListening: @escaping @Sendable (Int) async -> Void
    ) -> DataPlane {
        DataPlane(
            gate: gate, listeners: settings.listeners, certificates: certificates,
            limits: GatewayLimits(settings, budget), drain: settings.drain,
            reporter: GatewayReporter(
                gate, recorder, listeners: settings.listeners.map { GatewayListener.Address($0) },
                authorizers: settings.authorizers,
                speaksTLS: !certificates.isEmpty, logger: logger, metrics: metrics, now: now),
            accessLog: accessLog?.log, latencies: latencies, relay: relay, readiness: readiness, logger: logger,
            now: now, clock: clock
        ) { ports in
            logger.info("gateway listens on \(places(ports)): \(routes)")
            serviceManager?.notify(.ready)
            await onListening(ports.lazy.compactMap { $0 }.first ?? 0)
        }
    }

    /// The admin server, which a few programs ask; it is served until the gateway has ended.
    private func adminServer(_ address: ListenAddress) -> NamedServer {
        let limits = ServerLimits(
            maximumConnections: Self.adminConnections, timeouts: settings.timeouts, drain: settings.drain)
        // Hummingbird says of each server that it listens, but not which one it is.
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .notice)
        let application = Application(
            router: AdminRoutes(gate: gate, metrics: metrics, latencies: latencies, readiness: readiness, now: now)
                .router(),
            server: .bounded(limits, logger: logger),
            configuration: ApplicationConfiguration(address: .hostname(address.host, port: address.port)),
            onServerRunning: { channel in
                await AcceptPauseHandler.add(to: channel, logger: logger)
                logger.info("admin listens on \(address): /healthz, /readyz, /keys, /metrics")
            },
            logger: quiet)
        return NamedServer(
            name: "admin server", address: address, application: application, drainDeadline: limits.drainDeadline,
            clock: clock, logger: logger)
    }

    private func limitState(_ tenure: Tenure) -> LimitStateService? {
        settings.state.map { state in
            LimitStateService(
                gate: gate, store: TenuredStore(base: LimitFile(path: state.file), tenure: tenure),
                interval: .seconds(state.flushIntervalSeconds),
                logger: logger, now: now, clock: clock)
        }
    }

    private var decisionFile: DecisionFile? {
        guard let recorder, let path = settings.decisions?.file else { return nil }
        return DecisionFile(path: path, recorder: recorder, logger: logger, metrics: metrics)
    }

    /// The meanings of the gateway's metrics.
    private static var metricHelp: [String: String] {
        Dictionary(
            KeyMetric.allCases.map { ($0.rawValue, $0.help) } + RequestMetric.allCases.map { ($0.rawValue, $0.help) }
                + GatewayMetric.allCases.map { ($0.rawValue, $0.help) }
        ) { first, _ in first }
    }

    /// The addresses with their ports, for the log.
    private func places(_ ports: [Int?]) -> String {
        zip(settings.listeners, ports).map { listener, port in
            guard case .tcp(var address) = listener.address, let port else { return "\(listener.address)" }
            address.port = port
            return "\(address)"
        }.joined(separator: ", ")
    }

    /// The upstreams behind the gateway, for the log.
    private var routes: String {
        gate.catalogue.apis.map { api in
            let hosts = api.source.hosts.map(\.description).joined(separator: "|")
            let servers = api.source.servers.map(\.url).joined(separator: "|")
            return "\(hosts)\(api.source.listenPath) → \(servers.isEmpty ? "nowhere" : servers)"
        }.joined(separator: ", ")
    }

    /// The number of connections that the admin server has room for.
    private static let adminConnections = 16
}
