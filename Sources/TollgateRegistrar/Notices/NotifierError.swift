/// The reason why a notice was not taken.
@nonexhaustive
public enum NotifierError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The receiver cannot be reached, or does not work now.
    case unavailable(reason: String)
    /// The receiver does not want this notice.
    case refused(reason: String)

    /// The cause in words for a person.
    public var description: String {
        switch self {
        case .unavailable(let reason), .refused(let reason): reason
        }
    }
}
