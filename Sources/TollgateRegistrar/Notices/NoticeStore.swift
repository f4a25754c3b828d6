/// The part of a store in which notices wait until they are delivered.
///
/// A store adds the notice of a step in the transaction of the step, so that none is lost with the process. Notices are
/// forgotten 30 days after they occurred, delivered or not.
public protocol NoticeStore: Sendable {
    /// Adds a notice, unless there is one of its identifier, delivered or not.
    ///
    /// - Throws: `RegistrationError.store`.
    func add(_ notice: Notice) async throws(RegistrationError)

    /// Says whether there is a notice of this identifier, delivered or not.
    ///
    /// - Throws: `RegistrationError.store`.
    func hasNotice(id: String) async throws(RegistrationError) -> Bool

    /// Returns the oldest notice that waits; `nil` if none does.
    ///
    /// - Throws: `RegistrationError.store`.
    func nextNotice() async throws(RegistrationError) -> WaitingNotice?

    /// Records the outcome of an attempt to deliver a notice.
    ///
    /// - Throws: `RegistrationError.store`.
    func settle(_ attempt: NoticeAttempt, ofNotice id: String) async throws(RegistrationError)
}

/// A notice that is not delivered yet.
public struct WaitingNotice: Hashable, Sendable {
    /// The notice.
    public var notice: Notice
    /// The number of attempts to deliver it that have failed.
    public var attempts: Int
    /// The time at which it is to be tried next, in Unix seconds.
    public var dueAt: Int64

    /// A waiting notice with these parts.
    public init(notice: Notice, attempts: Int, dueAt: Int64) {
        self.notice = notice
        self.attempts = attempts
        self.dueAt = dueAt
    }
}

/// The outcome of an attempt to deliver a notice.
public enum NoticeAttempt: Hashable, Sendable {
    /// It was taken.
    case delivered
    /// It was not, and is to be tried again at this time, in Unix seconds.
    case failed(again: Int64)
    /// It was not, and is not tried again.
    case abandoned
}

/// The time for which notices are kept: 30 days.
public enum NoticeRetention {
    /// The time in seconds.
    public static let seconds: Int64 = 30 * 86_400
}
