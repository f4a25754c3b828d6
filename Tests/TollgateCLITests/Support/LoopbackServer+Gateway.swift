import LogTesting
import ServerTesting
import ServiceLifecycle
import TollgateIssuer

@testable import TollgateCLI

extension LoopbackServer {
    /// Runs `body` with the base URL of a gateway, which ends with it.
    static func run(_ gateway: Gateway, _ body: @escaping @Sendable (String) async throws -> Void) async throws {
        try await run(whileServing: { isListening in try await gateway.run { isListening($0) } }) { port in
            try await body("http://127.0.0.1:\(port)")
        }
    }

    /// Starts an issuer that serves until the process ends, and is named after its port.
    static func start(_ issuer: EmbeddedIssuer) async throws {
        _ = try await start { isListening in
            try await issuer.makeApplication(logger: .silent) { isListening($0) }.run()
        }
    }
}
