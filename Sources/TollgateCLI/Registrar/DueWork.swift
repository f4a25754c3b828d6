import Logging
import ServiceLifecycle
import TollgateRegistrar

/// Does every minute what has become due, and finishes what a predecessor left.
struct DueWork: Service {
    private static let pause = Duration.seconds(60)

    let registrar: Registrar
    let logger: Logger

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            var memory = FindingMemory()
            while true {
                do {
                    let findings = try await registrar.reconcile(comparing: false)
                    // What nobody has attended to yet is found every minute, and said once.
                    for line in memory.news(in: findings) { logger.notice("\(line)") }
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
