/// How long notices are kept: 30 days.
public enum NoticeRetention {
    /// The time in seconds.
    public static let seconds: Int64 = 30 * 86_400
}
