/// The longest time that something may take, or that it may take any.
public enum TimeBound: Hashable, Sendable {
    /// So many seconds, 1 or more.
    case seconds(Int64)
    /// As long as it likes.
    case unbounded
}
