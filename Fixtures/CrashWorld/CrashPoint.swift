/// Where in an operation the process is killed.
public enum CrashPoint: String, CaseIterable, Sendable {
    /// Before the intent is committed.
    case beforeIntent = "before-intent"
    /// After the intent is committed, before anything is sent.
    case afterIntent = "after-intent"
    /// While the request is being sent; the provider never sees it.
    case beforeSending = "before-sending"
    /// When the provider has the request, before it does anything. The provider kills.
    case received = "received"
    /// When the provider has done it, before it answers. The provider kills.
    case unanswered = "unanswered"
    /// When the answer is there, before it is committed.
    case answered = "answered"
    /// After the answer is committed, before anybody is told.
    case committed = "committed"

    /// Whether it is the provider that knows when the point is reached.
    public var isAtProvider: Bool { self == .received || self == .unanswered }
}
