/// A notice that is not delivered yet.
public struct WaitingNotice: Hashable, Sendable {
    /// The notice.
    public var notice: Notice
    /// How often its delivery has failed.
    public var attempts: Int
    /// When it is to be tried next, in Unix seconds.
    public var dueAt: Int64

    /// A waiting notice with these parts.
    public init(notice: Notice, attempts: Int, dueAt: Int64) {
        self.notice = notice
        self.attempts = attempts
        self.dueAt = dueAt
    }
}
