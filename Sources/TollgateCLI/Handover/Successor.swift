/// The process that takes over from this one, once it is ready to.
struct Successor: Sendable {
    /// Seconds that it may take to begin once it was given everything.
    private static let secondsToBegin = 30

    private let connection: HandoverConnection

    init(_ connection: HandoverConnection) {
        self.connection = connection
    }

    /// Gives it what clients have used, and waits until it serves.
    ///
    /// - Parameter limits: The limits in use; nothing is counted here after them but by requests on old connections.
    /// - Throws: `HandoverFailure` where it does not begin: then this process is to go on.
    func begin(with limits: LimitsInUse) throws(HandoverFailure) {
        connection.wait(atMost: Self.secondsToBegin)
        try limits.send(on: connection)
        guard try connection.receive() == Handover.began else { throw .unreadable }
    }

    /// Tells it what was used since.
    func tell(theRest limits: LimitsInUse) throws(HandoverFailure) { try limits.send(on: connection) }
}
