/// A client's record as it stands since a point in the history of a store.
public struct ClientChange: Hashable, Sendable {
    /// When in the store's history: the number grows with each change that is news to gates; no two records have the same.
    public var point: ClientChangePoint
    /// The record as it is now.
    public var record: ClientRecord

    /// A change with these parts.
    public init(point: ClientChangePoint, record: ClientRecord) {
        self.point = point
        self.record = record
    }

    /// The number of the change.
    public var sequence: Int64 { point.sequence }
}
