import NIOCore
import TollgateConfiguration

/// The limits of a server on its clients, all of them and each.
struct ServerLimits: Sendable {
    /// The room for header fields beside a token.
    private static let headerBytesBesideToken = 64 * 1024
    /// The length of a header that NIO and Hummingbird allow by default.
    private static let usualHeaderBytes = 80 * 1024

    /// The longest times that the steps of a request may take.
    let timeouts: ConnectionTimeouts
    /// The most connections at once.
    let maximumConnections: Int
    /// The most bytes that the header of a request, and each field of it, may have.
    let maximumHeaderBytes: Int
    /// The time that requests in progress may take once the server has been told to end.
    let drainDeadline: Duration

    /// The limits that these settings and the limit of open files give.
    ///
    /// - Parameters:
    ///   - maximumConnections: The most connections at once.
    ///   - timeouts: `gateway.timeouts`.
    ///   - maximumTokenBytes: The longest token that has to fit into a header.
    ///   - drain: `gateway.drain`.
    init(
        maximumConnections: Int, timeouts: TimeoutSettings = TimeoutSettings(), maximumTokenBytes: Int = 0,
        drain: DrainSettings = DrainSettings()
    ) {
        self.timeouts = ConnectionTimeouts(timeouts)
        self.maximumConnections = maximumConnections
        maximumHeaderBytes = max(Self.usualHeaderBytes, maximumTokenBytes + Self.headerBytesBesideToken)
        drainDeadline = .seconds(drain.deadlineSeconds)
    }
}
