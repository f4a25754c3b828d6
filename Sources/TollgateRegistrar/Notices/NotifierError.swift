/// Why a notice was not taken.
@nonexhaustive
public enum NotifierError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Whoever should take it cannot be reached or does not work now.
    case unavailable(reason: String)
    /// Whoever should take it does not want this notice.
    case refused(reason: String)

    /// What happened, in words for a person.
    public var description: String {
        switch self {
        case .unavailable(let reason), .refused(let reason): reason
        }
    }
}
