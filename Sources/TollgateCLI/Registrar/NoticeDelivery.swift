import Logging
import ServiceLifecycle
import TollgateRegistrar

/// Delivers notices as long as the registrar serves, those of other processes on the same database too.
struct NoticeDelivery: Service {
    /// The time between two looks for new notices.
    private static let pause = Duration.seconds(2)

    let courier: NoticeCourier
    let logger: Logger

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            while true {
                do {
                    _ = try await courier.deliver()
                } catch let error as RegistrationError {
                    guard !Task.isCancelled else { return }
                    logger.error("notices cannot be delivered", metadata: ["cause": "\(error)"])
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
