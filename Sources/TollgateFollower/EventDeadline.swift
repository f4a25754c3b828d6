internal import TollgateClientFeed

/// Notices an event that comes so slowly that it keeps all others from coming.
struct EventDeadline {
    /// The time that an event may take from its first byte to its last.
    static let limit = Duration.seconds(60)

    private var begun: ContinuousClock.Instant?

    /// Checks the deadline after a piece of the stream.
    ///
    /// - Parameters:
    ///   - isMidEvent: Whether the piece ends within an event.
    ///   - hasEnded: Whether an event has ended in it.
    ///   - now: The time at which the piece came.
    /// - Throws: ``ClientFeedError/disconnected(reason:)`` where an event takes longer than ``limit``.
    mutating func check(
        isMidEvent: Bool, hasEnded: Bool, at now: ContinuousClock.Instant
    ) throws(ClientFeedError) {
        guard isMidEvent else {
            begun = nil
            return
        }
        guard let begun, !hasEnded else {
            begun = now
            return
        }
        if now - begun > Self.limit { throw .disconnected(reason: "an event takes longer than \(Self.limit)") }
    }
}
