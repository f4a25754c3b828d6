import NIOCore
import TollgateConfiguration

/// What a server grants its clients, all of them and each.
struct ServerLimits: Sendable {
    /// The room for header fields beside a token.
    private static let headerBytesBesideToken = 64 * 1024
    /// What NIO and Hummingbird allow where nobody says.
    private static let usualHeaderBytes = 80 * 1024

    /// The longest times that the steps of a request may take.
    let timeouts: ConnectionTimeouts
    /// How many connections there may be at once.
    let maximumConnections: Int
    /// How long the header of a request, and each field of it, may be in bytes.
    let maximumHeaderBytes: Int
    /// How long requests in progress may take once the server has been told to end.
    let drainDeadline: Duration

    /// The limits that these settings and the limit of open files give.
    ///
    /// - Parameters:
    ///   - maximumConnections: How many connections there may be at once.
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
