import Foundation
import Tollgate

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The program that started the process and wants to hear how it fares, such as systemd (sd_notify(3)).
///
/// Each message is one datagram to the Unix socket in `NOTIFY_SOCKET`. One that cannot be sent is dropped: a service
/// never fails because its manager does not listen.
struct ServiceManager: Sendable {
    /// The state of the process.
    enum State: Sendable {
        /// It serves.
        case ready
        /// It reads its configuration again, since this instant; `ready` follows.
        case reloading(Instant)
        /// It has been told to end.
        case stopping
        /// It has not hung since the last time.
        case alive

        /// The message, in assignments one on a line.
        var message: String {
            switch self {
            case .ready: "READY=1"
            case .reloading(let instant): "RELOADING=1\nMONOTONIC_USEC=\(instant.monotonicNanoseconds / 1_000)"
            case .stopping: "STOPPING=1"
            case .alive: "WATCHDOG=1"
            }
        }
    }

    /// The address of the socket: a path, or `@` and a name without a file.
    let address: String
    /// The interval at which the service manager wants to hear that the process is alive; `nil`: not at all.
    let watchdogInterval: Duration?

    /// The service manager that the environment names, if it names one.
    ///
    /// - Parameters:
    ///   - environment: The variables `NOTIFY_SOCKET`, `WATCHDOG_USEC` and `WATCHDOG_PID`. Default: the process's own.
    ///   - processID: The process that `WATCHDOG_PID` has to name. Default: this one.
    init?(
        environment: [String: String] = ProcessInfo.processInfo.environment,
        processID: Int32 = ProcessInfo.processInfo.processIdentifier
    ) {
        guard let address = environment["NOTIFY_SOCKET"], address.hasPrefix("/") || address.hasPrefix("@") else {
            return nil
        }
        self.address = address
        let isMeant = environment["WATCHDOG_PID"].map { $0 == String(processID) } ?? true
        watchdogInterval =
            isMeant
            ? environment["WATCHDOG_USEC"].flatMap { Int64($0) }.flatMap { $0 > 0 ? .microseconds($0 / 2) : nil } : nil
    }

    /// Tells how the process fares.
    func notify(_ state: State) {
        guard let address = UnixSocketAddress(address) else { return }
        let descriptor = socket(AF_UNIX, Self.datagrams, 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let message = Array(state.message.utf8)
        unsafe address.withPointer { address, length in
            _ = unsafe sendto(descriptor, message, message.count, Self.atOnce, address, length)
        }
    }

    // A server's thread must not wait for who listens.
    #if canImport(Glibc)
        private static let datagrams = Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue)
        private static let atOnce = Int32(MSG_NOSIGNAL | MSG_DONTWAIT)
    #else
        private static let datagrams = SOCK_DGRAM
        private static let atOnce = Int32(MSG_DONTWAIT)
    #endif
}
