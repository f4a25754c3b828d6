import ArgumentParser
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import TollgateAdmin
import TollgateConfiguration
import TollgateRegistrar
import TollgateSQLite
import UnixSignals

/// The command `tollgate registrar serve`.
struct RegistrarServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve the admin API.",
        discussion: """
            At the first start a token for an admin is made and printed, once. The API is described at \
            /api/openapi.json. What has become due, such as the end of a subscription, is done every minute. SIGINT \
            and SIGTERM end it.

            Example:
              tollgate registrar serve --config tollgate.yaml --database clients.db --key-file sealing.key
            """)

    @OptionGroup var options: RegistrarOptions
    @Option(name: .long, help: ArgumentHelp("Where to listen.", valueName: "host:port"))
    var listen: String = "127.0.0.1:9902"

    func run() async throws {
        guard let address = ListenAddress(listen) else {
            throw CommandFailure.usage("--listen: an address such as 127.0.0.1:9902 is expected, found `\(listen)`")
        }
        try await options.withRegistrar { registrar, store, catalogue in
            let lock = try DatabaseLock(database: options.database)
            defer { lock.release() }
            var logger = Logger(label: "tollgate.registrar")
            logger.logLevel = .notice
            let api = AdminAPI(registrar: registrar, store: store, catalogue: { catalogue })
            let application = Application(
                router: api.router(),
                configuration: ApplicationConfiguration(address: .hostname(address.host, port: address.port)),
                onServerRunning: { [logger] channel in
                    StandardOutput.write(
                        "admin API   http://\(address.host):\(channel.localAddress?.port ?? address.port)/api")
                    do throws(ClientStoreError) {
                        try await Self.makeFirstToken(store)
                    } catch {
                        logger.error("no token for an admin could be made", metadata: ["cause": "\(error.code)"])
                    }
                }, logger: logger)
            try await ServiceGroup(
                configuration: .init(
                    services: [
                        .init(service: DueWork(registrar: registrar, logger: logger)),
                        .init(service: NamedServer(name: "registrar", address: address, application: application)),
                    ], gracefulShutdownSignals: [.sigint, .sigterm], logger: logger)
            ).run()
        }
    }

    /// Makes and shows a token for an admin if there is no token at all.
    private static func makeFirstToken(_ store: SQLiteClientStore) async throws(ClientStoreError) {
        guard try await store.tokens().isEmpty else { return }
        let made = APIToken.make(role: .admin, owner: "admin", now: Registrar.systemTime())
        try await store.insert(made.stored)
        StandardOutput.write("admin token, shown once   \(made.token.reveal())")
    }

    /// Does every minute what has become due, and finishes what a predecessor left.
    private struct DueWork: Service {
        private static let pause = Duration.seconds(60)

        let registrar: Registrar
        let logger: Logger

        func run() async throws {
            try await cancelWhenGracefulShutdown {
                while true {
                    do {
                        for finding in try await registrar.reconcile(comparing: false) {
                            logger.notice("\(finding)")
                        }
                    } catch let error as RegistrationError {
                        logger.error("what is due could not be done", metadata: ["cause": "\(error.code)"])
                    }
                    do {
                        try await Task.sleep(for: Self.pause)
                    } catch {
                        return
                    }
                }
            }
        }
    }
}
