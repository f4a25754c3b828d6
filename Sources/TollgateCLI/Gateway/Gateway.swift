import AsyncHTTPClient
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle
import Tollgate
import TollgateCatalogue
import TollgateConfiguration
import TollgateHTTP
import TollgateHummingbird
import TollgatePrometheus
import TollgateState
import UnixSignals

/// A reverse proxy with the gate in front: Hummingbird takes requests in, AsyncHTTPClient passes them on.
struct Gateway: Sendable {
    let gate: Gate
    private let settings: GatewaySettings
    private let reloading: ReloadSource?
    private let recorder: DecisionRecorder?
    private let logger: Logger
    private let metrics = PrometheusRegistry(help: Self.metricHelp)
    private let now: @Sendable () -> Instant
    private let clock: any Clock<Duration>
    private let budget: ConnectionBudget

    init(
        configuration: Configuration, deniedClients: DeniedClients = DeniedClients(), logger: Logger,
        now: @escaping @Sendable () -> Instant = Instant.now, clock: any Clock<Duration> = ContinuousClock(),
        reloading: ReloadSource? = nil
    ) {
        gate = Gate(
            catalogue: configuration.catalogue, deniedClients: deniedClients, configuration: configuration.gate)
        settings = configuration.gateway
        recorder = settings.decisions.map { [gate] in DecisionRecorder(gate: gate, hashesClients: $0.hashesClients) }
        self.reloading = reloading
        self.logger = logger
        self.now = now
        self.clock = clock
        let upstreams = configuration.catalogue.source.apis.compactMap { $0.upstream }
        budget = ConnectionBudget(
            descriptors: DescriptorLimit.raise(), configured: settings.maximumConnections,
            upstreams: ConnectionBudget.serverCount(upstreams))
    }

    /// Serves until a signal comes, the task is cancelled, or a server cannot go on.
    ///
    /// - Parameters:
    ///   - gracefulShutdownSignals: The signals that end it.
    ///   - onListening: Called with the port once requests can come in.
    /// - Throws: `ListenError` where a server cannot listen, `DecisionFileError` where decisions cannot be recorded,
    ///   `SecretReference.Missing` where the token for the registrar is missing.
    func run(
        gracefulShutdownSignals: [UnixSignal] = [], onListening: @escaping @Sendable (Int) async -> Void = { _ in }
    ) async throws {
        try decisionFile?.prepare()
        let registrarFeed = try settings.registrar.map {
            RegistrarFeed(
                gate: gate, settings: $0, token: try $0.token.secret(), logger: logger, now: now, clock: clock)
        }
        // Before the first request: it might else use up what was used up already.
        await limitState?.restore()
        let upstreams = HTTPClient.guarded(ReverseProxy.clientConfiguration(connections: budget.perUpstream))
        do {
            let services = services(upstreams: upstreams, registrarFeed, onListening: onListening)
            try await ServiceGroup(
                configuration: .init(
                    services: services.map {
                        .init(
                            service: $0, successTerminationBehavior: .gracefullyShutdownGroup,
                            failureTerminationBehavior: .gracefullyShutdownGroup)
                    },
                    gracefulShutdownSignals: gracefulShutdownSignals, logger: logger)
            ).run()
        } catch {
            try? await upstreams.shutdown()
            throw error
        }
        try await upstreams.shutdown()
    }

    private func services(
        upstreams: HTTPClient, _ registrarFeed: RegistrarFeed?, onListening: @escaping @Sendable (Int) async -> Void
    ) -> [any Service] {
        // Hummingbird says of each server that it listens, but not which one it is.
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .notice)
        var services: [any Service] = [
            KeyRefreshService(gate: gate, logger: logger, metrics: metrics),
            server(
                "gateway", settings.listen,
                Application(
                    router: router(upstreams: upstreams), server: .bounded(limits, logger: logger),
                    configuration: Self.configuration(settings.listen),
                    onServerRunning: { channel in
                        await AcceptPauseHandler.add(to: channel, logger: logger)
                        let port = channel.localAddress?.port ?? 0
                        logger.info("gateway listens on \(settings.listen.host):\(port): \(routes)")
                        await onListening(port)
                    }, logger: quiet)),
        ]
        if let address = settings.adminListen {
            services.append(
                server(
                    "admin server", address,
                    Application(
                        router: AdminRoutes(gate: gate, metrics: metrics, now: now).router(),
                        server: .bounded(adminLimits, logger: logger), configuration: Self.configuration(address),
                        onServerRunning: { channel in
                            await AcceptPauseHandler.add(to: channel, logger: logger)
                            logger.info("admin listens on \(address): /healthz, /readyz, /keys, /metrics")
                        },
                        logger: quiet)))
        }
        if let decisionFile { services.append(decisionFile) }
        if let registrarFeed { services.append(registrarFeed) }
        if let reloading {
            services.append(
                ConfigurationReload(
                    reloading, gate: gate, settings: settings, logger: logger, clock: clock, metrics: metrics))
        }
        if let limitState {
            // The first one ends last, when no request is in progress any more; the last one ends first, so that a
            // process that is killed while it waits for requests has lost nothing that was used before.
            services.insert(limitState, at: 0)
            services.append(limitState.flushAtShutdown)
        }
        return services
    }

    private func server(
        _ name: String, _ address: ListenAddress, _ application: any ApplicationProtocol
    ) -> NamedServer {
        NamedServer(
            name: name, address: address, application: application, drainDeadline: limits.drainDeadline, clock: clock,
            logger: logger)
    }

    private var limits: ServerLimits {
        ServerLimits(
            maximumConnections: budget.clients, timeouts: settings.timeouts,
            maximumTokenBytes: settings.maximumTokenBytes, drain: settings.drain)
    }

    /// Of the admin server, which a few programs ask, and which must not take part in how the gateway fares.
    private var adminLimits: ServerLimits {
        ServerLimits(maximumConnections: Self.adminConnections, timeouts: settings.timeouts, drain: settings.drain)
    }

    private var limitState: LimitStateService? {
        settings.state.map { state in
            LimitStateService(
                gate: gate, store: LimitFile(path: state.file), interval: .seconds(state.flushIntervalSeconds),
                logger: logger, now: now, clock: clock)
        }
    }

    private var decisionFile: DecisionFile? {
        guard let recorder, let path = settings.decisions?.file else { return nil }
        return DecisionFile(path: path, recorder: recorder, logger: logger, metrics: metrics)
    }

    private func router(upstreams: HTTPClient) -> Router<ProxyRequestContext> {
        let router = Router(context: ProxyRequestContext.self)
        router.add(
            middleware: GateMiddleware(
                gate: gate, observers: [recorder].compactMap { $0 }, now: now, clock: clock, metrics: metrics))
        router.add(
            middleware: ReverseProxy(client: upstreams, shares: UpstreamShares(connections: budget.perUpstream)))
        return router
    }

    /// What the gateway's metrics mean.
    private static var metricHelp: [String: String] {
        Dictionary(
            KeyMetric.allCases.map { ($0.rawValue, $0.help) } + RequestMetric.allCases.map { ($0.rawValue, $0.help) }
                + GatewayMetric.allCases.map { ($0.rawValue, $0.help) }
        ) { first, _ in first }
    }

    /// What is behind the gateway, for the log.
    private var routes: String {
        gate.catalogue.apis.map { "\($0.source.listenPath) → \($0.source.upstream ?? "nowhere")" }.joined(
            separator: ", ")
    }

    /// How many connections the admin server has room for.
    private static let adminConnections = 16

    private static func configuration(_ address: ListenAddress) -> ApplicationConfiguration {
        ApplicationConfiguration(address: .hostname(address.host, port: address.port))
    }
}
