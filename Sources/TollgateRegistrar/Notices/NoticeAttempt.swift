/// What came of an attempt to deliver a notice.
public enum NoticeAttempt: Hashable, Sendable {
    /// It was taken.
    case delivered
    /// It was not, and is to be tried again at this time, in Unix seconds.
    case failed(again: Int64)
    /// It was not, and is not tried again.
    case abandoned
}
