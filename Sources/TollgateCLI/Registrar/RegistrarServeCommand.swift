import ArgumentParser
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle
import TollgateCatalogue
import TollgateConfiguration
import TollgateOutbound
import TollgateRegistrar
import TollgateRegistrarAPI
import TollgateSQLite
import UnixSignals

/// The command `tollgate registrar serve`.
struct RegistrarServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve the admin API.",
        discussion: """
            At the first start a token for an admin is made and printed, once. The API is described at \
            /api/openapi.json. What has become due, such as the end of a subscription, is done every minute.

            The configuration is read again when the file changes and on SIGHUP. A file that cannot be used leaves \
            everything as it is, and the log says why. Gateways are told at once what clients are granted then. SIGINT \
            and SIGTERM end it. Started by systemd with Type=notify, it tells when it is ready, reloads and ends, and \
            feeds the watchdog.

            Nobody can hold a connection for ever: a request's header has 10 s, its body 5 min and 30 s between two \
            parts, an answer of which nothing is taken 60 s, a connection without requests 75 s. SIGINT and SIGTERM \
            let requests in progress finish for 20 s.

            With --webhook each change of an access request or a client is sent to a URL as JSON, signed, in order, \
            and again until it is taken: requested, approved, rejected, fulfilled, failed, registered, rotated, \
            expiring, deleted.

            Example:
              tollgate registrar serve --config tollgate.yaml --database clients.db --key-file sealing.key
            """)

    @OptionGroup var options: RegistrarOptions
    @Option(name: .long, help: ArgumentHelp("Where to listen.", valueName: "host:port"))
    var listen: String = "127.0.0.1:9902"
    @Option(
        name: .long,
        help: ArgumentHelp(
            "How many connections there may be at once, fewer where the limit of open files is low; further ones are "
                + "answered 503.", valueName: "count"))
    var maxConnections: Int = 1_024
    @OptionGroup var webhook: WebhookOptions

    func validate() throws {
        guard maxConnections > 0 else { throw ValidationError("--max-connections must be 1 or more") }
    }

    func run() async throws {
        guard let address = ListenAddress(listen) else {
            throw CommandFailure.usage("--listen: an address such as 127.0.0.1:9902 is expected, found `\(listen)`")
        }
        let clients = OutboundClients()
        do {
            let notifier = try webhook.notifier(over: clients.client(for: ConnectionSettings()))
            try await serve(at: address, notifier)
        } catch {
            try? await clients.shutdown()
            throw error
        }
        try await clients.shutdown()
    }

    private func serve(at address: ListenAddress, _ notifier: WebhookNotifier?) async throws {
        try await options.withRegistrar(creating: true) { registrar, store, catalogue in
            let lock = try DatabaseLock(database: options.database)
            defer { lock.release() }
            var logger = Logger(label: "tollgate.registrar")
            logger.logLevel = .notice
            for warning in try await registrar.orphanedSubscriptions() { logger.warning("\(warning)") }
            let api = RegistrarAPI(registrar: registrar, store: store, catalogue: { catalogue.catalogue })
            let most = ConnectionBudget.mostServed(descriptors: DescriptorLimit.raise())
            let limits = ServerLimits(maximumConnections: min(maxConnections, most))
            let serviceManager = ServiceManager()
            // From here on SIGHUP does not end the process.
            let hangups = await UnixSignalsSequence(trapping: .sighup)
            var reloadLogger = logger
            reloadLogger.logLevel = .info
            let reload = ConfigurationReload(
                .init(path: options.config, signals: hangups), registrar: registrar, catalogue: catalogue,
                logger: reloadLogger, serviceManager: serviceManager)
            let application = Application(
                router: api.router(),
                server: .bounded(limits, logger: logger),
                configuration: ApplicationConfiguration(address: .hostname(address.host, port: address.port)),
                onServerRunning: { [logger] channel in
                    await AcceptPauseHandler.add(to: channel, logger: logger)
                    // Nobody gets a token whose address is taken.
                    do throws(RegistrationError) {
                        try await Self.makeFirstToken(store)
                    } catch {
                        logger.error("no token for an admin could be made", metadata: ["cause": "\(error.code)"])
                    }
                    StandardOutput.write(
                        "admin API   http://\(address.host):\(channel.localAddress?.port ?? address.port)/api")
                    serviceManager?.notify(.ready)
                }, logger: logger)
            var services: [ServiceGroupConfiguration.ServiceConfiguration] = [
                .init(service: DueWork(registrar: registrar, logger: logger)),
                .init(service: reload),
                .init(
                    service: NamedServer(
                        name: "registrar", address: address, application: application,
                        drainDeadline: limits.drainDeadline, logger: logger)),
            ]
            if let notifier {
                let courier = NoticeCourier(store: store, notifier: notifier, logger: logger)
                services.append(.init(service: NoticeDelivery(courier: courier, logger: logger)))
            }
            if let serviceManager {
                if let watchdog = serviceManager.watchdog() { services.insert(.init(service: watchdog), at: 0) }
                services.append(.init(service: serviceManager.stopReport))
            }
            try await ServiceGroup(
                configuration: .init(
                    services: services, gracefulShutdownSignals: [.sigint, .sigterm], logger: logger)
            ).run()
        }
    }

    /// Makes and shows a token for an admin if there is no token at all.
    private static func makeFirstToken(_ store: SQLiteClientStore) async throws(RegistrationError) {
        guard try await store.tokens().isEmpty else { return }
        let made = APIToken.make(role: .admin, owner: "admin", now: Registrar.systemTime())
        try await store.insert(made.stored)
        StandardOutput.write("admin token, shown once   \(made.token.reveal())")
    }
}
