/// Notices an event that comes so slowly that it keeps all others from coming.
struct EventDeadline {
    /// How long an event may take from its first byte to its last.
    static let limit = Duration.seconds(60)

    private var begun: ContinuousClock.Instant?

    /// Looks at where the stream stands after a piece of it.
    ///
    /// - Parameters:
    ///   - isMidEvent: Whether the piece ends within an event.
    ///   - hasEnded: Whether an event has ended in it.
    ///   - now: When the piece came.
    /// - Throws: `ClientFeedError.disconnected`.
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
