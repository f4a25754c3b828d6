import Logging
import ServiceLifecycle
import TollgateIssuer
import UnixSignals

extension IssuerCommand {
    /// Serves until SIGINT or SIGTERM, and rotates the signing key at each SIGHUP.
    static func serve(_ server: NamedServer, rotating issuer: EmbeddedIssuer, _ logger: Logger) async throws {
        let rotation = KeyRotation(issuer: issuer)
        try await ServiceGroup(
            configuration: .init(
                services: [
                    .init(service: rotation, successTerminationBehavior: .ignore),
                    .init(service: server, failureTerminationBehavior: .cancelGroup),
                ], gracefulShutdownSignals: [.sigint, .sigterm], logger: logger)
        ).run()
    }

    private struct KeyRotation: Service {
        let issuer: EmbeddedIssuer

        func run() async throws {
            let signals = await UnixSignalsSequence(trapping: .sighup)
            try await cancelWhenGracefulShutdown {
                for await _ in signals { StandardOutput.write("signing key rotated: kid \(try issuer.rotateKeys())") }
            }
        }
    }
}
