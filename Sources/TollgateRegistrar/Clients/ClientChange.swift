/// A client's record as it stands since a point in the history of a store.
public struct ClientChange: Hashable, Sendable {
    /// The point in the store's history: its number grows with each change that is news to gates, and no two records
    /// have the same.
    public var point: ClientChangePoint
    /// The record as it is now.
    public var record: ClientRecord

    /// A change with these parts.
    public init(point: ClientChangePoint, record: ClientRecord) {
        self.point = point
        self.record = record
    }

    /// The number of the change.
    package var sequence: Int64 { point.sequence }
}

/// A point in the history of a store: a change that it has made.
///
/// A database that was restored from a backup gives the numbers after the backup out again, for other changes. The mark
/// tells them apart.
public struct ClientChangePoint: Hashable, Sendable {
    /// The beginning, before any change.
    package static let start = ClientChangePoint(sequence: 0, mark: 0)

    /// The number of the change.
    public var sequence: Int64
    /// The random number that was drawn when the change was made; not negative.
    public var mark: Int64

    /// A point with these parts.
    public init(sequence: Int64, mark: Int64) {
        self.sequence = sequence
        self.mark = mark
    }
}
