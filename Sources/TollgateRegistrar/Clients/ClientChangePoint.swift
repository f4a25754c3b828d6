/// A point in the history of a store: a change that it has made.
///
/// A database that was restored from a backup gives the numbers after the backup out again, for other changes. The mark
/// tells them apart.
public struct ClientChangePoint: Hashable, Sendable {
    /// The beginning, before any change.
    public static let start = ClientChangePoint(sequence: 0, mark: 0)

    /// The number of the change.
    public var sequence: Int64
    /// Drawn at random when the change was made; not negative.
    public var mark: Int64

    /// A point with these parts.
    public init(sequence: Int64, mark: Int64) {
        self.sequence = sequence
        self.mark = mark
    }
}
