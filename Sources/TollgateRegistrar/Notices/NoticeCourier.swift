public import Logging

/// A courier that delivers the notices that wait in a store, in the order of their events.
///
/// A notice that is not taken holds up those after it, and is tried again after 5 s, 10 s, 20 s and so on up to an
/// hour. After 20 attempts, or 5 of a notice that is refused, it is given up with an error in the log.
public struct NoticeCourier: Sendable {
    static let maximumAttempts = 20
    static let maximumRefusals = 5
    private static let firstPauseSeconds: Int64 = 5
    private static let longestPauseSeconds: Int64 = 3_600

    private let store: any NoticeStore
    private let notifier: any Notifier
    private let now: @Sendable () -> Int64
    private let logger: Logger

    /// A courier between a store and a notifier.
    ///
    /// - Parameters:
    ///   - store: The store in which the notices wait.
    ///   - notifier: The receiver's side, which takes them.
    ///   - logger: The log of notices that are not taken.
    ///   - now: The time in Unix seconds.
    public init(
        store: any NoticeStore, notifier: any Notifier, logger: Logger,
        now: @escaping @Sendable () -> Int64 = { Registrar.systemTime() }
    ) {
        self.store = store
        self.notifier = notifier
        self.logger = logger
        self.now = now
    }

    /// Delivers notices until none waits that is due.
    ///
    /// - Returns: The time at which the next attempt is due, in Unix seconds; `nil` if nothing waits.
    /// - Throws: `RegistrationError.store`.
    public func deliver() async throws(RegistrationError) -> Int64? {
        while let waiting = try await store.nextNotice() {
            guard waiting.dueAt <= now() else { return waiting.dueAt }
            guard let attempt = await attempt(waiting) else { return waiting.dueAt }
            try await store.settle(attempt, ofNotice: waiting.notice.id)
        }
        return nil
    }

    /// Hands one notice over; `nil` if that was cut short because the process is to end.
    private func attempt(_ waiting: WaitingNotice) async -> NoticeAttempt? {
        let isRefusal: Bool
        let failure: NotifierError
        do {
            try await notifier.send(waiting.notice)
            return .delivered
        } catch {
            guard !Task.isCancelled else { return nil }
            failure = error
            if case .refused = error { isRefusal = true } else { isRefusal = false }
        }
        let attempts = waiting.attempts + 1
        let metadata: Logger.Metadata = [
            "notice": "\(waiting.notice.id)", "event": "\(waiting.notice.event.rawValue)", "attempts": "\(attempts)",
            "cause": "\(failure)",
        ]
        guard attempts < (isRefusal ? Self.maximumRefusals : Self.maximumAttempts) else {
            logger.error("a notice could not be delivered and is given up", metadata: metadata)
            return .abandoned
        }
        logger.warning("a notice was not taken and is sent again", metadata: metadata)
        return .failed(again: now() + Self.pause(after: attempts))
    }

    /// Returns the pause after this many attempts, in seconds: 5 s, twice as long each time, at most 1 h.
    static func pause(after attempts: Int) -> Int64 {
        min(longestPauseSeconds, firstPauseSeconds << Int64(min(attempts - 1, 20)))
    }
}
