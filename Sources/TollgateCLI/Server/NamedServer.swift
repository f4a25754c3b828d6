import Hummingbird
import Logging
import ServiceLifecycle
import TollgateConfiguration

/// A Hummingbird application that, where it cannot listen, says which one it is and where it tried.
///
/// When it is told to end, it lets requests in progress come to their end, but not for ever.
struct NamedServer: Service {
    private enum Event {
        /// The application has ended.
        case ended
        /// It was told to end, and the deadline for that has passed.
        case overdue
        /// The deadline is not waited for any more.
        case calledOff
    }

    let name: String
    let address: ListenAddress
    let application: any ApplicationProtocol
    /// The time that requests in progress may take once the server has been told to end.
    var drainDeadline = Duration.seconds(DrainSettings().deadlineSeconds)
    var clock: any Clock<Duration> = ContinuousClock()
    /// Takes the warning that connections were closed at the deadline.
    var logger = Logger(label: "tollgate") { _ in SwiftLogNoOpLogHandler() }

    func run() async throws {
        do {
            try await serve()
        } catch {
            throw CommandFailure.listening(name, on: address, error) ?? error
        }
    }

    private func serve() async throws {
        try await withThrowingTaskGroup(of: Event.self) { group in
            group.addTask {
                try await application.run()
                return .ended
            }
            group.addTask {
                do {
                    try await gracefulShutdown()
                    try await clock.sleep(for: drainDeadline)
                    return .overdue
                } catch {
                    return .calledOff
                }
            }
            while let event = try await group.next() {
                switch event {
                case .calledOff: continue
                case .ended: return group.cancelAll()
                case .overdue:
                    logger.warning(
                        "not everything has ended within the deadline for draining; the rest is cut off",
                        metadata: ["server": "\(name)", "deadline": "\(drainDeadline)"])
                    // The connections that are left are closed, and then the application ends, however it does.
                    group.cancelAll()
                    while await group.nextResult() != nil {}
                    return
                }
            }
        }
    }
}
