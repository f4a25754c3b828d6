import ArgumentParser
import Tollgate
import TollgateCatalogue
import TollgateConfiguration

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

    @OptionGroup var options: GatewayOptions

    func run() async throws {
        try await options.serve { $0.proxyProblems(.error) }
    }
}
