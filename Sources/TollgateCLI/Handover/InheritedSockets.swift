import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The listening sockets that a service manager has opened for this process (sd_listen_fds(3)).
enum InheritedSockets {
    private static let first: CInt = 3
    private static let most = 64

    /// Takes the sockets; programs that are started by this one do not inherit them.
    ///
    /// - Parameters:
    ///   - environment: The variables `LISTEN_FDS` and `LISTEN_PID`. Default: the process's own.
    ///   - processID: The process that `LISTEN_PID` has to name. Default: this one.
    /// - Returns: The descriptors in the order of the manager's `ListenStream=`; none where it has opened none.
    static func take(
        _ environment: [String: String] = ProcessInfo.processInfo.environment,
        processID: Int32 = ProcessInfo.processInfo.processIdentifier
    ) -> [CInt] {
        guard environment["LISTEN_PID"] == String(processID),
            let count = environment["LISTEN_FDS"].flatMap({ CInt($0) }),
            count > 0, count <= most
        else { return [] }
        let descriptors = (first..<first + count).filter { fcntl($0, F_SETFD, FD_CLOEXEC) == 0 }
        unsafe unsetenv("LISTEN_FDS")
        unsafe unsetenv("LISTEN_PID")
        unsafe unsetenv("LISTEN_FDNAMES")
        return Array(descriptors)
    }
}
