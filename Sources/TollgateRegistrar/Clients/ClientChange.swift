/// A client's record as it stands since a point in the history of a store.
public struct ClientChange: Hashable, Sendable {
    /// Grows with each change that is news to gates; no two records have the same.
    public var sequence: Int64
    /// The record as it is now.
    public var record: ClientRecord

    /// A change with these parts.
    public init(sequence: Int64, record: ClientRecord) {
        self.sequence = sequence
        self.record = record
    }
}
